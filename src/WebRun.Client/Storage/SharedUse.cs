using System;
#if NETSTANDARD2_0
using System.ComponentModel;
#endif
using System.IO;
#if NETSTANDARD2_0
using System.Runtime.InteropServices;
#endif
using System.Threading;

namespace WebRun.Storage;

/// <summary>Uses a file that others may have open at the same moment, for which Windows refuses to replace, remove or open it.</summary>
internal static class SharedUse
{
    // At least 2 s: whoever reads a file is done within milliseconds, a virus scanner within a second. A count, because this process may have been suspended.
    private const int MaxAttempts = 400;

    // The error codes of Windows for a file that another process has open exclusively.
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);

    // Not OperatingSystem.IsWindows: see ReadyToRun.targets.
    private static readonly bool IsWindows = Environment.OSVersion.Platform == PlatformID.Win32NT;

    /// <summary>True for what Windows says of a file that another process has open exclusively.</summary>
    public static bool IsInUse(IOException e) => e.HResult is SharingViolation or LockViolation;

    /// <summary>Tries something until nobody else has the file open; the last failure is thrown.</summary>
    /// <param name="use">What is tried.</param>
    /// <param name="attempts">How often. Windows refuses in the same words what this user may never do, so reading many files tries less often.</param>
    public static T Wait<T>(Func<T> use, int attempts = MaxAttempts)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return use();
            }
            catch (Exception e) when (IsWindows && attempt < attempts && (e is UnauthorizedAccessException || (e is IOException failure && IsInUse(failure))))
            {
                Thread.Sleep(attempt % 10);
            }
        }
    }

    /// <summary>Gives a file another name. Who reads the name meanwhile gets the old file or this one.</summary>
    /// <exception cref="IOException">It cannot be renamed, or another file has the name and must not be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not do that.</exception>
    public static void Rename(string path, string name, bool overwrite) => Wait(() =>
    {
        Move(path, name, overwrite);
        return true;
    });

#if NETSTANDARD2_0
    private const int AccessDenied = 5;
    private const int ReplaceExisting = 1;

    // .NET Framework's own File.Replace leaves moments in which no file has the name.
    private static void Move(string path, string name, bool overwrite)
    {
        if (!IsWindows && overwrite && File.Exists(name))
        {
            File.Replace(path, name, destinationBackupFileName: null);
        }
        else if (!IsWindows || !overwrite)
        {
            File.Move(path, name);
        }
        else if (!MoveFileEx(path, name, ReplaceExisting))
        {
            var why = new Win32Exception(Marshal.GetLastWin32Error());
            throw why.NativeErrorCode == AccessDenied ? new UnauthorizedAccessException(why.Message, why) : new IOException(why.Message, unchecked((int)0x80070000) | why.NativeErrorCode);
        }
    }

    [DllImport("kernel32", CharSet = CharSet.Unicode, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern bool MoveFileEx(string path, string name, int flags);
#else
    private static void Move(string path, string name, bool overwrite) => File.Move(path, name, overwrite);
#endif
}
