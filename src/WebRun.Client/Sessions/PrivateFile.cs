using System;
using System.Collections.Generic;
using System.IO;

namespace WebRun;

/// <summary>Small files that only this user may read, written whole or not at all. On Windows the folder's own rights decide, and those of a user's profile do.</summary>
internal static class PrivateFile
{
    /// <summary>The files of a folder; none when it is not there.</summary>
    public static IReadOnlyList<string> List(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>What a file holds; null when it is not there.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            // Whoever reads keeps nobody from replacing or removing it.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            file.CopyTo(content);
            return content.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Removes a file, if it is there.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its folder is gone, or another process has it open: then it goes when its time has passed.
            return;
        }
    }

    /// <summary>Writes a file, with its folder. Whoever reads meanwhile sees the old one or the new one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static void Write(string path, byte[] content)
    {
        var unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
#if NETSTANDARD2_0
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(unfinished, content);
        if (File.Exists(path))
        {
            File.Replace(unfinished, path, destinationBackupFileName: null);
        }
        else
        {
            File.Move(unfinished, path);
        }
#else
        CreateFolder(Path.GetDirectoryName(path)!);
        using (var file = Create(unfinished))
        {
            file.Write(content, 0, content.Length);
        }

        File.Move(unfinished, path, overwrite: true);
#endif
    }

#if !NETSTANDARD2_0
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }
#endif
}
