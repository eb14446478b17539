using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using WebRun.Storage;

namespace WebRun.PowerShell.Binding;

/// <summary>Resolves what a user writes to full file system paths, relative to the current location.</summary>
internal static class LocalPaths
{
    /// <summary>The literal path, which does not have to exist.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is not in the file system.</exception>
    public static string Literal(PSCmdlet cmdlet, string path, string parameter)
    {
        try
        {
            var whole = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return IsFileSystem(provider) && Path.GetFullPath(whole).Length > 0 ? whole : throw NoFile(path, parameter, "");
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw NoFile(path, parameter, e.Message);
        }
    }

    /// <summary>The files that match, without folders; a path without wildcards is returned unchanged.</summary>
    /// <exception cref="WebRunException">
    /// <see cref="WebRunErrorId.InvalidParameter"/>: it is not in the file system. <see cref="WebRunErrorId.FileUnavailable"/>: no file matches.
    /// </exception>
    public static IReadOnlyList<string> Files(PSCmdlet cmdlet, string path, string parameter)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return [Literal(cmdlet, path, parameter)];
        }

        try
        {
            var found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            var files = IsFileSystem(provider) ? found.Where(item => !Directory.Exists(item)).ToList() : throw NoFile(path, parameter, "");
            return files.Count > 0 ? files : throw NothingMatches(path);
        }
        catch (ItemNotFoundException)
        {
            throw NothingMatches(path);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw NoFile(path, parameter, e.Message);
        }
    }

    // Of characters that no path has (a NUL, and on Windows others), .NET and PowerShell's own providers each tell in their own way.
    private static bool IsRefusal(Exception e) => e is RuntimeException and not PipelineStoppedException || PrivateFile.IsRefusal(e);

    private static bool IsFileSystem(ProviderInfo provider) => provider.Name == "FileSystem";

    private static WebRunException NothingMatches(string path) => new(WebRunErrorId.FileUnavailable, $"No file matches '{path}'.");

    private static WebRunException NoFile(string path, string parameter, string why) =>
        new(WebRunErrorId.InvalidParameter, $"The {parameter} '{path}' is not a path in the file system. {why}".TrimEnd());
}
