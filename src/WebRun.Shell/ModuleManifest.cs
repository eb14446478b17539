using System;
using System.IO;

namespace WebRun.Shell;

/// <summary>Finds the module: the one that the build leaves at the top of the repository, or another that is asked for.</summary>
internal static class ModuleManifest
{
    // Names the manifest of an installed or unpacked module. The Pester tests take it, too.
    private const string Variable = "WEBRUN_MODULE";

    private static readonly string RelativePath = Path.Combine("out", "WebRun.PowerShell", "WebRun.PowerShell.psd1");

    /// <summary>Looks in a folder and in each one above it, unless the environment names a manifest.</summary>
    /// <returns>The manifest's path, or null when no build left one.</returns>
    public static string? Find(string folder)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } manifest)
        {
            return manifest;
        }

        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            var built = Path.Combine(place.FullName, RelativePath);
            if (File.Exists(built))
            {
                return built;
            }
        }

        return null;
    }
}
