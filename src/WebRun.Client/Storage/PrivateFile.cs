using System;
using System.Collections.Generic;
#if !NETSTANDARD2_0
using System.ComponentModel;
#endif
using System.IO;
#if !NETSTANDARD2_0
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
#endif
using System.Security;
using System.Security.Cryptography;
using System.Text;
#if !NETSTANDARD2_0
using Microsoft.Win32.SafeHandles;
#endif

namespace WebRun.Storage;

/// <summary>Files that only this user may read, written whole or not at all.</summary>
/// <remarks>On .NET Framework a file has the access rights of its folder: .NET Standard has no way to set them.</remarks>
internal static class PrivateFile
{
    // The error codes of other systems for a file that another process has open exclusively.
    private const int AgainOnLinux = 11;
    private const int AgainOnMac = 35;

    // 0.2 s or more; the moment in which a file is replaced is far shorter.
    private const int ReadAttempts = 50;

    // A buffer whose write has failed would be written again later, and fail in Dispose.
    private const int Unbuffered = 1;

    /// <summary>A file name that identifies something without revealing it.</summary>
    public static string NameFor(string identity)
    {
        var bytes = Encoding.UTF8.GetBytes(identity);
#if NETSTANDARD2_0
        using var sha = SHA256.Create();
        return BitConverter.ToString(sha.ComputeHash(bytes), 0, 16).Replace("-", "");
#else
        return Convert.ToHexString(SHA256.HashData(bytes), 0, 16);
#endif
    }

    /// <summary>True for the exception of a file that cannot be used. For a path with characters that no path has, .NET Framework throws an ArgumentException.</summary>
    public static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException or SecurityException or NotSupportedException or ArgumentException;

    /// <summary>The files of a folder; none if it does not exist.</summary>
    public static IReadOnlyList<string> List(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return [];
        }
    }

    /// <summary>The content of a file; null if it does not exist, or is no file: a link, a pipe.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            SpecialFile.RefuseLink(path);
            SpecialFile.Refuse(path);

            // In the moment in which it is replaced, Windows refuses to open it.
            using var file = SharedUse.Wait(() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), ReadAttempts);
            using var content = new MemoryStream();
            file.CopyTo(content);
            return content.ToArray();
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return null;
        }
    }

    /// <summary>Opens a file that nobody else may open for writing. The system releases it when this process ends in any way.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it has to exist; by default it is created if it does not.</param>
    /// <param name="canBeRead">True to let others read it with <see cref="OpenShared"/>, and this process rename it.</param>
    /// <returns>Null while another process has it.</returns>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not open it.</exception>
    public static FileStream? TryOpenAlone(string path, FileMode mode = FileMode.OpenOrCreate, bool canBeRead = false)
    {
        try
        {
            SpecialFile.Refuse(path);
            var file = New(path, mode, FileAccess.ReadWrite, canBeRead && IsWindows ? FileShare.Read | FileShare.Delete : FileShare.None);
            if (IsWindows && file.Length == 0)
            {
                Restrict(path);
            }

            return file;
        }
        catch (IOException e) when (SharedUse.IsInUse(e) || e.HResult is AgainOnLinux or AgainOnMac)
        {
            return null;
        }
    }

    /// <summary>Opens a file for reading, also one that another process has opened alone for writing.</summary>
    /// <exception cref="IOException">It cannot be opened, or does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not open it.</exception>
    public static Stream OpenShared(string path)
    {
        SpecialFile.Refuse(path);
#if !NETSTANDARD2_0
        if (!IsWindows)
        {
            return OpenUnlocked(path);
        }
#endif
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Removes a file, if it exists.</summary>
    public static void Delete(string path)
    {
        try
        {
            SharedUse.Wait(() =>
            {
                File.Delete(path);
                return true;
            });
        }
        catch (Exception e) when (IsRefusal(e))
        {
            // Its folder no longer exists, or another process has it open: it is removed when its time has passed.
            return;
        }
    }

    /// <summary>Creates a folder that only this user may enter, unless it exists.</summary>
    public static void CreateFolder(string path)
    {
#if !NETSTANDARD2_0
        if (!IsWindows)
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            return;
        }
#endif
        Directory.CreateDirectory(path);
    }

    /// <summary>Replaces the content of a file in one step: it always has either the old content or the new one.</summary>
    /// <param name="path">The file; its folder has to exist.</param>
    /// <param name="content">What it will hold.</param>
    /// <param name="isDurable">True to flush it to the disk before the old one is replaced, which takes milliseconds.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static void Replace(string path, byte[] content, bool isDurable)
    {
        var unfinished = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        try
        {
            Create(unfinished, content, isDurable);
            SharedUse.Rename(unfinished, path, overwrite: true);
        }
        finally
        {
            Delete(unfinished);
        }
    }

    /// <summary>Writes a file that does not exist yet.</summary>
    /// <exception cref="IOException">It cannot be written, or already exists.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static void Create(string path, byte[] content, bool isDurable)
    {
        // The permissions are set before the content is written, so that nobody else can read it at any moment.
        // A process that reads it meanwhile does not make that fail: a complete file has its name, or it is read as missing.
        using var file = New(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        if (IsWindows)
        {
            Restrict(path);
        }

        file.Write(content, 0, content.Length);
        if (isDurable)
        {
            file.Flush(flushToDisk: true);
        }
    }

#if NETSTANDARD2_0
    private const bool IsWindows = true;

    /// <summary>Removes the permission to read a file from everybody but its user.</summary>
    public static void Restrict(string path) => _ = path;

    private static FileStream New(string path, FileMode mode, FileAccess access, FileShare share) => new(path, mode, access, share, Unbuffered);
#else
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Not OperatingSystem.IsWindows: the ahead-of-time compiler would insert the answer for the system that it runs on.
    [SupportedOSPlatformGuard("windows")]
    private static bool IsWindows { get; } = Environment.OSVersion.Platform == PlatformID.Win32NT;

    /// <summary>Removes the permission to read a file from everybody but its user.</summary>
    public static void Restrict(string path)
    {
        if (!IsWindows)
        {
            File.SetUnixFileMode(path, OwnerOnly);
            return;
        }

        using var user = WindowsIdentity.GetCurrent();
        var rights = new FileSecurity();
        rights.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        rights.AddAccessRule(new FileSystemAccessRule(user.User!, FileSystemRights.FullControl, AccessControlType.Allow));
        new FileInfo(path).SetAccessControl(rights);
    }

    private static FileStream New(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = Unbuffered };
        if (!IsWindows && mode != FileMode.Open)
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    /// <summary>Opens a file by the system itself: .NET would lock it, which fails while its writer has it, and keeps a writer out meanwhile.</summary>
    private static Stream OpenUnlocked(string path)
    {
        if (!File.Exists(path))
        {
            throw Directory.Exists(path) ? new UnauthorizedAccessException($"'{path}' is a folder.") : new FileNotFoundException($"'{path}' does not exist.", path);
        }

        // A pipe or a device has no length, and opening one could wait for ever.
        if (new FileInfo(path).Length == 0)
        {
            return new MemoryStream();
        }

        var file = new SafeFileHandle(Open(Encoding.UTF8.GetBytes(path + '\0'), flags: 0), ownsHandle: true);
        if (file.IsInvalid)
        {
            file.Dispose();
            throw new UnauthorizedAccessException($"'{path}' cannot be read: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        }

        return new FileStream(file, FileAccess.Read, Unbuffered);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
#endif
}
