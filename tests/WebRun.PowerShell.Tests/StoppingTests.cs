using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>A command that is stopped leaves no session of its own behind.</summary>
public class StoppingTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Ctrl_C_in_Invoke_terminates_its_session(double inlineWindow)
    {
        await using var emulator = await StartAsync(inlineWindow);
        using var engine = new Engine(emulator);
        using var shell = engine.Create("Invoke-WebRunTask 'a [[duration=20s]]'");
        var running = shell.BeginInvoke();

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 1);
        shell.Stop();
        Assert.True(running.AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(30)));

        // Held inline, the session is named only by the answer; the reaper stays for that.
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        Assert.Equal("terminated", emulator.Recorder.Sessions[0].EndReason);
    }

    [Theory]
    [InlineData("Stop-WebRunSession {0}", 1)]
    [InlineData("'{0}', '{0}2' | Stop-WebRunSession -PassThru", 2)]
    [InlineData("[pscustomobject]@{{ SessionId = '{0}' }} | Stop-WebRunSession", 0)]
    [InlineData("Stop-WebRunSession @{{ SessionId = '{0}' }}", 0)]
    [InlineData("$s = New-WebRunSession; $s.SessionId | Stop-WebRunSession; Stop-WebRunSession $s.SessionId", 0)]
    [InlineData("$t = Invoke-WebRunTask 'x [[duration=1ms]]'; Stop-WebRunSession $t.SessionId", 0)]
    [InlineData("$s = New-WebRunSession -KeepAlive; $s.SessionId | Stop-WebRunSession; $s, $s.SessionId | Stop-WebRunSession", 0)]
    public async Task Session_that_nobody_knows_is_told_and_one_that_has_ended_is_not(string command, int warnings)
    {
        await using var emulator = await StartAsync(0);
        using var engine = new Engine(emulator);

        var id = $"s{Guid.NewGuid():N}";
        var result = engine.Run(string.Format(null, command, id)).MustSucceed();

        Assert.Empty(result.Output);
        Assert.Equal(warnings, result.Streams.Warning.Count);
        Assert.All(result.Streams.Warning, warning => Assert.Contains($"a session '{id}", warning.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ctrl_C_while_a_session_is_being_opened_terminates_it()
    {
        await using var emulator = await StartAsync(0);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Delay, Delay = TimeSpan.FromSeconds(1), PathPrefix = "/start/start-session" });
        using var engine = new Engine(emulator);
        using var shell = engine.Create("New-WebRunSession");
        shell.BeginInvoke();

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 1);
        shell.Stop();

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Theory]
    [InlineData("Invoke-WebRunTask x", "/start/start-session")]
    [InlineData("Invoke-WebRunTask 'x [[duration=5m]]'", "/start/send-message")]
    [InlineData("New-WebRunSession", "/start/start-session")]
    [InlineData("Send-WebRunTask 'x [[shape=no-task-started]]' $s.SessionId", "/start/send-message")]
    [InlineData("Stop-WebRunSession $s", "/start/send-message")]
    [InlineData("Wait-WebRunTask $s.SessionId t1", "/task/")]
    [InlineData("Test-WebRunService", "/start/health")]
    public async Task Prompt_is_back_while_the_answer_is_still_held(string command, string path)
    {
        await using var emulator = await StartAsync(0);
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession").MustSucceed();
        emulator.Faults.Add(new Fault { Kind = FaultKind.Delay, Delay = TimeSpan.FromHours(1), PathPrefix = path });
        using var shell = engine.Create(command);
        shell.BeginInvoke();
        await Eventually.HoldsAsync(() => emulator.Faults.Pending.Count == 0);

        // It returns at all: the answer would come in an hour.
        shell.Stop();

        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        emulator.Reset();
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
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSockets == 0);
        engine.Run("$all | Stop-WebRunSession").MustSucceed();
    }

    [Fact]
    public async Task New_session_that_nobody_got_is_terminated()
    {
        await using var emulator = await StartAsync(0);
        using var engine = new Engine(emulator);
        var taken = 0;
        for (var round = 0; round < 60; round++)
        {
            using var output = new PSDataCollection<PSObject>();
            using var shell = engine.Create("New-WebRunSession");
            shell.BeginInvoke<PSObject, PSObject>(null, output);
            var opened = round;
            SpinWait.SpinUntil(() => emulator.Recorder.Sessions.Count > opened, TimeSpan.FromMilliseconds(round % 10));
            shell.Stop();
            taken += output.Count;
        }

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions <= taken && emulator.Recorder.Requests.All(r => r.Status is not null));
    }

    [Theory]
    [InlineData("-ErrorAction Stop")]
    [InlineData("-PassThru | ForEach-Object { throw 'enough' }")]
    public async Task Stop_session_goes_on_when_the_command_ends_early(string how)
    {
        await using var emulator = await StartAsync(0);
        using var engine = new Engine(emulator);
        engine.Run("$all = 1..3 | ForEach-Object { New-WebRunSession }").MustSucceed();
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, PathPrefix = "/start/send-message", Count = 2 });

        var result = engine.Run($"Stop-WebRunSession 'a/b', $all[0], $all[1], $all[2] {how}");

        Assert.NotEmpty(result.Errors);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    private static Task<WebRunEmulator> StartAsync(double inlineWindow) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, InlineWindow = TimeSpan.FromSeconds(inlineWindow) });
}
