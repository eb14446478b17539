using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Tests;

/// <summary>Signals that end processes, as a terminal and other programs send them.</summary>
internal static class Signals
{
    /// <summary>Programs that start another one with SIGINT as it is by default: env of GNU coreutils 8.31 or later, or Perl, which macOS has.</summary>
    private static readonly string[][] Resetters = [["env", "--default-signal=INT"], ["perl", "-e", "$SIG{INT} = 'DEFAULT'; exec { $ARGV[0] } @ARGV"]];

    private static readonly Lazy<string[]?> Resetter = new(() => Array.Find(Resetters, Works));

    /// <summary>Lets a process that is about to start hear SIGINT. Where the tests run in the background or under nohup, SIGINT is ignored, and processes inherit that.</summary>
    public static ProcessStartInfo HearsInterrupt(this ProcessStartInfo start)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        Assert.SkipWhen(Resetter.Value is null, "Neither env --default-signal nor perl is here, without which SIGINT may be ignored.");
        string[] command = [.. Resetter.Value!, start.FileName, .. start.ArgumentList];
        start.FileName = command[0];
        start.ArgumentList.Clear();
        Array.ForEach(command[1..], start.ArgumentList.Add);
        return start;
    }

    /// <summary>Sends a signal to processes.</summary>
    /// <param name="signal">Its name without SIG.</param>
    /// <param name="processIds">The processes.</param>
    public static async Task SendAsync(string signal, params int[] processIds)
    {
        using var kill = Process.Start("kill", [$"-{signal}", .. processIds.Select(id => $"{id}")]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    private static bool Works(string[] resetter)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(resetter[0], [.. resetter[1..], "true"]) { UseShellExecute = false, RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
