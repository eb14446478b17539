using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Real processes keep the rate limit together, and one that is killed or told to end holds up no other.</summary>
public class RateLimitTests
{
    private const string Batch = "1..8 | ForEach-Object { (New-WebRunSession -KeepAlive).SessionId }";

    [Fact]
    public async Task Processes_are_refused_nothing_and_a_killed_one_leaves_nothing_locked()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { SessionLimit = 0, IdleTimeout = TimeSpan.FromHours(1) });
        using var one = Start(emulator, Batch);
        using var two = Start(emulator, Batch);
        using var three = Start(emulator, Batch);

        // 24 are wanted, and of 10 places one is kept.
        await Eventually.HoldsAsync(() => emulator.Recorder.Requests.Count(r => r.Status is not null) >= 9);
        two.Kill();
        three.Kill();
        await Task.WhenAll(two.WaitForExitAsync(), three.WaitForExitAsync());

        using var engine = new Engine(emulator);
        engine.Run($"Stop-WebRunSession {emulator.Recorder.Sessions[0].SessionId} -Confirm:$false").MustSucceed();

        Assert.Equal(10, emulator.Recorder.Requests.Count);
        Assert.All(emulator.Recorder.Requests, r => Assert.Equal(200, r.Status));
        Assert.Equal("terminated", emulator.Recorder.Sessions[0].EndReason);
        one.Kill();
    }

    [Fact]
    public async Task Process_that_is_told_to_end_does_not_wait_for_its_turn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 2 });
        using var shell = Start(emulator, "1..3 | ForEach-Object { (New-WebRunSession).SessionId }");
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 1);

        using (var kill = Process.Start("kill", $"-TERM {shell.Id}"))
        {
            await kill.WaitForExitAsync();
        }

        await shell.WaitForExitAsync();
        Assert.Equal((1, 0), (emulator.Recorder.Sessions.Count, emulator.Recorder.OpenSessions));
    }

    private static Process Start(WebRunEmulator emulator, string command) => Process.Start(ExitTests.StartInfo(emulator, command, state: TestState.Folder))!;
}
