using System;
using System.Diagnostics;
#if !NETSTANDARD2_0
using System.ComponentModel;
#endif

namespace WebRun.PowerShell.Execution;

/// <summary>The page that shows a session.</summary>
internal static class LivePicture
{
    /// <summary>The address of the page; null for one that must not be opened: the service sends it and the system opens it, so only a web page is allowed.</summary>
    public static Uri? Address(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) ? address : null;

    /// <summary>Opens the page in the browser.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no browser.</exception>
    /// <exception cref="PlatformNotSupportedException">There is no browser.</exception>
    public static void Open(Uri address)
    {
#if !NETSTANDARD2_0
        if (OperatingSystem.IsLinux())
        {
            // On Linux xdg-open always starts; only its exit code shows that there is no browser.
            using var opener = Process.Start(new ProcessStartInfo("xdg-open", address.AbsoluteUri) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            if (opener.WaitForExit(2000) && opener.ExitCode != 0)
            {
                throw new Win32Exception($"xdg-open exited with code {opener.ExitCode}.");
            }

            return;
        }
#endif
        using var browser = Process.Start(new ProcessStartInfo(address.AbsoluteUri) { UseShellExecute = true });
    }
}
