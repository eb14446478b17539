using System;
using System.IO;

namespace WebRun.PowerShell.Tests;

/// <summary>What Linux opens web pages with, for this process: it opens nothing.</summary>
internal static class FakeBrowser
{
    /// <summary>True where it takes the place of the real one.</summary>
    public static bool IsThere { get; } = Install();

    private static bool Install()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var opener = Path.Combine(TestState.Folder, "xdg-open");
        File.WriteAllText(opener, "#!/bin/sh\n");
        File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("PATH", $"{TestState.Folder}:{Environment.GetEnvironmentVariable("PATH")}");
        return true;
    }
}
