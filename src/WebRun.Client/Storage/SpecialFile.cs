using System;
using System.IO;
#if !NETSTANDARD2_0
using System.Runtime.InteropServices;
using System.Text;
#endif

namespace WebRun.Storage;

/// <summary>Pipes, devices and sockets, which have a path but no end: to open or read one may take for ever.</summary>
/// <remarks>On Windows their paths are not those of files, and .NET refuses them by itself.</remarks>
internal static class SpecialFile
{
    // What .NET says of a path that nothing has.
    private const FileAttributes Missing = (FileAttributes)(-1);

    /// <summary>Accepts a path only if a regular file, a folder or nothing has it. A link is followed.</summary>
    /// <exception cref="IOException">It is something else.</exception>
    public static void Refuse(string path)
    {
        if (Exists(path))
        {
            throw new IOException("It is a pipe or a device, not a file.");
        }
    }

    /// <summary>Accepts a path only if no link has it: in a folder of ours, somebody else has put that there.</summary>
    /// <exception cref="IOException">It is a link.</exception>
    public static void RefuseLink(string path)
    {
        if (new FileInfo(path).Attributes is var attributes && attributes != Missing && attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            throw new IOException("It is a link.");
        }
    }

#if NETSTANDARD2_0
    private static bool Exists(string path)
    {
        _ = path;
        return false;
    }
#else
    private const int TypeMask = 0xF000;
    private const int Folder = 0x4000;
    private const int RegularFile = 0x8000;
    private const int BufferSize = 512;
    private const int ModeOnLinux = 28;
    private const int ModeOnMac = 4;

    // Relative paths are resolved as .NET does.
    private const int WorkingFolder = -100;
    private const uint TypeOnly = 1;

    private static bool Exists(string path) =>
        Environment.OSVersion.Platform == PlatformID.Unix && Mode(Encoding.UTF8.GetBytes(path + '\0')) is { } mode && (mode & TypeMask) is not (RegularFile or Folder or 0);

    // .NET has no call for this, and each system answers in its own form. Null if nothing has the path, or it cannot be told.
    private static ushort? Mode(byte[] path)
    {
        var status = new byte[BufferSize];
        try
        {
            return StatX(WorkingFolder, path, 0, TypeOnly, status) == 0 ? BitConverter.ToUInt16(status, ModeOnLinux) : null;
        }
        catch (EntryPointNotFoundException)
        {
            // It is macOS, or a Linux that is older than the call, whose other answer has nothing in that place.
        }
        catch (DllNotFoundException)
        {
            return null;
        }

        try
        {
            var answer = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatOnX64(path, status) : StatOnArm(path, status);
            return answer == 0 ? BitConverter.ToUInt16(status, ModeOnMac) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, byte[] status);

    [DllImport("libc", EntryPoint = "stat")]
    private static extern int StatOnArm(byte[] path, byte[] status);

    [DllImport("libc", EntryPoint = "stat$INODE64")]
    private static extern int StatOnX64(byte[] path, byte[] status);
#endif
}
