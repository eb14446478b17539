using System.Globalization;
using System.IO;
using WebRun.Storage;

namespace WebRun.Mcp;

/// <summary>A client's configuration file: its real path, and its backups.</summary>
internal static class ConfigurationFile
{
    /// <summary>The file behind a path, which may be a link, such as those of a dotfile manager.</summary>
    /// <exception cref="IOException">It is a broken link, or one that cannot be followed here.</exception>
    public static string Resolve(string path)
    {
#if NETSTANDARD2_0
        return File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint)
            ? throw new IOException("It is a link, which .NET Framework does not follow: give the path of the file itself.")
            : path;
#else
        return new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
#endif
    }

    /// <summary>Writes content beside a file, under the first of the names <c>file.bak</c>, <c>file.bak1</c>, <c>file.bak2</c> … that is free.</summary>
    /// <returns>The path.</returns>
    public static string BackUp(string path, byte[] content)
    {
        var backup = path + ".bak";
        for (var number = 1; File.Exists(backup); number++)
        {
            backup = path + ".bak" + number.ToString(CultureInfo.InvariantCulture);
        }

        PrivateFile.Create(backup, content, isDurable: true);
        return backup;
    }
}
