using System;
using System.Collections.Generic;
using System.IO;
#if !NETSTANDARD2_0
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
#endif
using System.Security.Cryptography;
using System.Text;

namespace WebRun.Storage;

/// <summary>Files that only this user may read, written whole or not at all.</summary>
/// <remarks>On .NET Framework a file has the access rights of its folder: .NET Standard has no way to set them.</remarks>
internal static class PrivateFile
{
    // What the systems say of a file that somebody else has open alone.
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);
    private const int AgainOnLinux = 11;
    private const int AgainOnMac = 35;

    // A buffer whose write has failed would be written again later, and fail in Dispose.
    private const int Unbuffered = 1;

    /// <summary>A file name that stands for something, and tells nothing of it.</summary>
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

    /// <summary>Opens a file, or creates it, and keeps everybody else from opening it so. The system lets it go when this process ends in any way.</summary>
    /// <returns>Null while somebody else has it.</returns>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not open it.</exception>
    public static FileStream? TryOpenAlone(string path)
    {
        try
        {
            var file = New(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (IsWindows && file.Length == 0)
            {
                Restrict(path);
            }

            return file;
        }
        catch (IOException e) when (e.HResult is SharingViolation or LockViolation or AgainOnLinux or AgainOnMac)
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

    /// <summary>Creates a folder that only this user may enter, unless it is there.</summary>
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

    /// <summary>Puts a content in place of a file, which is there in its old state until it is there in the new one.</summary>
    /// <param name="path">The file; its folder has to be there.</param>
    /// <param name="content">What it will hold.</param>
    /// <param name="isDurable">True to have it on the disk before the old one goes, which takes milliseconds.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static void Replace(string path, byte[] content, bool isDurable)
    {
        var unfinished = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        try
        {
            Create(unfinished, content, isDurable);
#if NETSTANDARD2_0
            if (File.Exists(path))
            {
                File.Replace(unfinished, path, destinationBackupFileName: null);
            }
            else
            {
                File.Move(unfinished, path);
            }
#else
            File.Move(unfinished, path, overwrite: true);
#endif
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Writes a file that is not there yet.</summary>
    /// <exception cref="IOException">It cannot be written, or is there.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static void Create(string path, byte[] content, bool isDurable)
    {
        // The rights come before the content, so that at no moment somebody else can read it.
        // Whoever looks into it meanwhile does not make that fail: what is whole has its name, or is read as none.
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

    /// <summary>Takes the right to read a file from everybody but its user.</summary>
    public static void Restrict(string path) => _ = path;

    private static FileStream New(string path, FileMode mode, FileAccess access, FileShare share) => new(path, mode, access, share, Unbuffered);
#else
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Not OperatingSystem.IsWindows: the compiler that works ahead of time would put in the answer of the system that it is on itself.
    [SupportedOSPlatformGuard("windows")]
    private static bool IsWindows { get; } = Environment.OSVersion.Platform == PlatformID.Win32NT;

    /// <summary>Takes the right to read a file from everybody but its user.</summary>
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
        if (!IsWindows)
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }
#endif
}
