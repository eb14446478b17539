using System.IO;

namespace WebRun.Shell;

/// <summary>Finds the module that the build leaves at the top of the repository.</summary>
internal static class ModuleManifest
{
    private static readonly string RelativePath = Path.Combine("out", "WebRun.PowerShell", "WebRun.PowerShell.psd1");

    /// <summary>Looks in a folder and in each one above it.</summary>
    /// <returns>The manifest's path, or null when no build left one.</returns>
    public static string? Find(string folder)
    {
        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            var manifest = Path.Combine(place.FullName, RelativePath);
            if (File.Exists(manifest))
            {
                return manifest;
            }
        }

        return null;
    }
}
