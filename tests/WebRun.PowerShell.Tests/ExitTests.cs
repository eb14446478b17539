using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.Shell;

namespace WebRun.PowerShell.Tests;

/// <summary>A process that ends takes the sessions that its commands own with it.</summary>
public class ExitTests
{
    /// <summary>The signals, and for how many seconds the service holds its answer back.</summary>
    public static TheoryData<string, int> Endings { get; } = TestSize.Of<TheoryData<string, int>>(
        new() { { "INT", 3 }, { "TERM", 0 } },
        new() { { "INT", 0 }, { "INT", 3 }, { "TERM", 0 }, { "TERM", 3 } });

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Signal_ends_the_session_of_the_running_task(string signal, int inlineWindow)
    {
        await using var emulator = await StartAsync(inlineWindow);
        using var shell = Process.Start(StartInfo(emulator, "Invoke-WebRunTask 'x [[duration=1m]]'").HearsInterrupt())!;

        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 1);
        await Signals.SendAsync(signal, shell.Id);

        await shell.WaitForExitAsync();
        Assert.Equal(("terminated", 0), (emulator.Recorder.Sessions[0].EndReason, emulator.Recorder.OpenSessions));
    }

    [Fact]
    public async Task Signal_in_a_batch_lets_no_further_task_begin()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        await using var emulator = await StartAsync(inlineWindow: 2);
        using var shell = Start(emulator, $"1..20 | ForEach-Object -ThrottleLimit 2 -Parallel {{ Import-Module '{Engine.Manifest}'; Invoke-WebRunTask \"$_ [[duration=1m]]\" }}");

        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 2);
        await Signals.SendAsync("TERM", shell.Id);

        await shell.WaitForExitAsync();
        Assert.Equal((2, 0), (emulator.Recorder.StartedTasks, emulator.Recorder.OpenSessions));
    }

    [Theory]
    [InlineData("New-WebRunSession", 0)]
    [InlineData("New-WebRunSession; New-WebRunSession; exit 0", 0)]
    [InlineData("Invoke-WebRunTask 'x [[duration=1ms; guardrail=code?]]'", 0)]
    [InlineData("New-WebRunSession -KeepAlive; New-WebRunSession", 1)]
    public async Task Exit_ends_the_sessions_that_are_left_unless_they_are_kept(string command, int left)
    {
        await using var emulator = await StartAsync(inlineWindow: 0);
        using var shell = Start(emulator, command);

        await shell.WaitForExitAsync();

        Assert.Equal(left, emulator.Recorder.OpenSessions);
    }

    [Theory]
    [InlineData("$null = $end.GetProperty('Begun').GetValue($null).Register([Action] { [System.GC]::KeepAlive('x'.Substring(2)) })")]
    [InlineData("$null = $end.GetMethod('Do').Invoke($null, @([Action] { [System.GC]::KeepAlive('x'.Substring(2)) }))")]
    public async Task What_fails_at_the_end_keeps_no_session_open_and_does_not_change_the_exit_code(string failure)
    {
        await using var emulator = await StartAsync(inlineWindow: 0);
        var end = "$end = [System.AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'WebRun.Client' }[0].GetType('WebRun.Lifetime.ProcessEnd')";
        using var shell = Start(emulator, $"$session = New-WebRunSession; {end}; {failure}; exit 3");

        await shell.WaitForExitAsync();

        Assert.Equal((3, 0), (shell.ExitCode, emulator.Recorder.OpenSessions));
    }

    [Fact]
    public async Task Timeout_at_the_end_of_a_script_ends_the_session_before_the_process()
    {
        await using var emulator = await StartAsync(inlineWindow: 3);
        using var shell = Start(emulator, "Invoke-WebRunTask 'x [[duration=1m]]' -Timeout 2");

        await shell.WaitForExitAsync();

        Assert.Equal(1, shell.ExitCode);
        Assert.Equal(("terminated", 0), (emulator.Recorder.Sessions[0].EndReason, emulator.Recorder.OpenSessions));
    }

    private static Task<WebRunEmulator> StartAsync(int inlineWindow) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { InlineWindow = TimeSpan.FromSeconds(inlineWindow) });

    /// <summary>The real shell with the module, about to run a command against an emulator.</summary>
    /// <param name="emulator">The emulator.</param>
    /// <param name="command">What it runs.</param>
    /// <param name="manifest">The module; null for the one that the build left.</param>
    /// <param name="state">Its state folder; null for the one of all processes at this emulator, so that none is warned of what other tests kill.</param>
    internal static ProcessStartInfo StartInfo(WebRunEmulator emulator, string command, string? manifest = null, string? state = null)
    {
        var start = PinnedPowerShell.StartInfo("-NoProfile", "-NonInteractive", "-Command", $"Import-Module '{manifest ?? Engine.Manifest}'; {command}");
        start.Environment["WEBRUN_API_KEY"] = Engine.Key;

        // A short process spends more on measuring its code than it gains by it.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["WEBRUN_BASE_URL"] = emulator.BaseUri.ToString();
        start.Environment["WEBRUN_STATE_PATH"] = state ?? Path.Combine(TestState.Folder, $"{emulator.BaseUri.Port}");
        return start;
    }

    private static Process Start(WebRunEmulator emulator, string command) => Process.Start(StartInfo(emulator, command))!;
}
