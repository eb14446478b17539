using System;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>A command that is stopped leaves no session of its own behind.</summary>
public class StoppingTests
{
    [Theory]
    [InlineData(50)]
    [InlineData(0)]
    public async Task Ctrl_C_in_Invoke_terminates_its_session(double inlineWindow)
    {
        await using var emulator = await StartAsync(inlineWindow);
        using var engine = new Engine(emulator);
        using var shell = engine.Create("Invoke-WebRunTask 'a [[duration=20s]]'");
        var running = shell.BeginInvoke();

        await Eventually.HoldsAsync(() => emulator.Books.OpenSessions == 1);
        shell.Stop();
        Assert.True(running.AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(30)));

        // Held inline, the session is named only by the answer; the reaper stays for that.
        if (inlineWindow == 0)
        {
            await Eventually.HoldsAsync(() => emulator.Books.OpenSessions == 0);
        }
    }

    [Fact]
    public async Task Ctrl_C_while_a_session_is_being_opened_terminates_it()
    {
        await using var emulator = await StartAsync(0);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Delay, Delay = TimeSpan.FromSeconds(1), PathPrefix = "/start/start-session" });
        using var engine = new Engine(emulator);
        using var shell = engine.Create("New-WebRunSession");
        shell.BeginInvoke();

        await Eventually.HoldsAsync(() => emulator.Books.OpenSessions == 1);
        shell.Stop();

        await Eventually.HoldsAsync(() => emulator.Books.OpenSessions == 0);
    }

    [Fact]
    public async Task Error_downstream_ends_the_other_waits()
    {
        await using var emulator = await StartAsync(0);
        using var engine = new Engine(emulator);

        var result = engine.Run(
            """
            'quick [[duration=1ms]]', 'slow [[duration=20s]]' | Invoke-WebRunTask -NoWait | ForEach-Object { $all += @($_); $_ } |
                Wait-WebRunTask -PollInterval 1 | ForEach-Object { throw 'downstream' }
            """);

        Assert.Contains("downstream", Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
        engine.Run("$all | Stop-WebRunSession").MustSucceed();
    }

    private static Task<WebRunEmulator> StartAsync(double inlineWindow) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, InlineWindow = TimeSpan.FromSeconds(inlineWindow) });
}
