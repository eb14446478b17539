using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Every session that may be open is noted where any later process finds it, and only as long as it may be.</summary>
public class LedgerTests
{
    /// <summary>Nothing but the answers tells of tasks.</summary>
    private static Fault NoLink => new() { Kind = FaultKind.Status, Status = 403, PathPrefix = "/socket.io/", Count = 100 };

    [Fact]
    public async Task Session_is_noted_until_its_end_is_confirmed()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var opened = engine.Run("New-WebRunSession 'Search for keyboards [[duration=1ms]]'").MustSucceed();
        var noted = engine.Run("Get-WebRunSession").MustSucceed();
        engine.Run($"Stop-WebRunSession {opened["SessionId"]}").MustSucceed();

        Assert.Equal(
            (opened["SessionId"], "Active", "ThisProcess", $"{Environment.ProcessId}"),
            (noted["SessionId"], noted["State"], noted["Owner"], noted["OwnerProcessId"]));
        Assert.StartsWith("Search for keyboards", noted["TaskDetails"], StringComparison.Ordinal);
        Assert.Empty(engine.Run("Get-WebRunSession").MustSucceed().Output);
    }

    [Theory]
    [InlineData("Invoke-WebRunTask 'x [[duration=1ms]]' -PollInterval 1", 0)]
    [InlineData("Invoke-WebRunTask 'x [[duration=1ms; fail=PAGE_CRASH]]' -PollInterval 1", 0)]
    [InlineData("Invoke-WebRunTask 'x [[duration=1ms]]' -PollInterval 1 -Live", 0)]
    [InlineData("Invoke-WebRunTask 'x [[duration=1m]]' -NoWait", 1)]
    [InlineData("Invoke-WebRunTask 'x [[duration=1ms]]' -NoWait | Wait-WebRunTask -PollInterval 1", 0)]
    [InlineData("Invoke-WebRunTask 'x [[duration=1ms; guardrail=code?]]' -PollInterval 1", 1)]
    [InlineData("New-WebRunSession | Send-WebRunTask 'x [[duration=1ms]]' -Wait -PollInterval 1", 1)]
    [InlineData("New-WebRunSession | Send-WebRunTask 'x [[duration=1ms]]' -Wait -PollInterval 1 -TerminateOnCompletion", 0)]
    [InlineData("New-WebRunSession -KeepAlive", 1)]
    [InlineData("New-WebRunSession | Send-WebRunTask 'x [[duration=1m]]' | Stop-WebRunTask", 1)]
    public async Task Only_what_may_be_open_stays_noted(string command, int noted)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run(command);

        Assert.Equal(noted, engine.Run("Get-WebRunSession").MustSucceed().Output.Count);
        engine.Run("Stop-WebRunSession -All").MustSucceed();
        Assert.Equal(0, emulator.Recorder.OpenSessions);
        Assert.Empty(engine.Run("Get-WebRunSession").Output);
    }

    [Fact]
    public async Task End_that_the_service_tells_of_is_believed()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        using var other = new Engine(emulator);
        using var http = new HttpClient { BaseAddress = emulator.BaseUri, DefaultRequestHeaders = { Authorization = new("Bearer", Engine.Key) } };
        var sessionId = engine.Run("$s = New-WebRunSession; $s").MustSucceed()["SessionId"];
        using var shell = engine.Create("$s | Watch-WebRunSession");
        shell.BeginInvoke();
        await Eventually.HoldsAsync(() => emulator.Recorder.Sockets.Any(s => s.SessionId == sessionId));

        await http.PostAsJsonAsync("start/send-message", new { sessionId, message = new { actionType = "state", newState = "terminate" } }, TestContext.Current.CancellationToken);

        await Eventually.HoldsAsync(() => other.Run("Get-WebRunSession").Output.Count == 0);
    }

    [Theory]
    [InlineData("Invoke-WebRunTask 'x [[duration=1m]]'")]
    [InlineData("New-WebRunSession 'x'")]
    public async Task Outcome_that_is_unknown_is_noted_without_an_id(string command)
    {
        await using var emulator = await StartAsync();
        emulator.Faults.Add(new Fault { Kind = FaultKind.CutAfter, PathPrefix = "/start/" });
        using var engine = new Engine(emulator);

        Assert.Equal("OutcomeUnknown", engine.Run(command).ErrorId);
        var noted = engine.Run("Get-WebRunSession").MustSucceed();
        var all = engine.Run("Stop-WebRunSession -All").MustSucceed();

        Assert.Equal(("Unknown", null, "x"), (noted["State"], noted["SessionId"], noted["TaskDetails"]![..1]));
        Assert.Contains("1 more may be open", Assert.Single(all.Streams.Warning).Message, StringComparison.Ordinal);
        Assert.Equal(1, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Follow_up_task_that_may_run_is_noted_with_its_session()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession").MustSucceed();
        emulator.Faults.Add(NoLink);
        emulator.Faults.Add(new Fault { Kind = FaultKind.StatusAfter, Status = 502, PathPrefix = "/start/send-message" });

        var error = engine.Run("$s | Send-WebRunTask 'Pay the invoice [[duration=1m]]'");
        var noted = engine.Run("$s | Get-WebRunSession").MustSucceed();

        Assert.Equal("OutcomeUnknown", error.ErrorId);
        Assert.Equal("Unknown", noted["State"]);
        Assert.StartsWith("Pay the invoice", noted["TaskDetails"], StringComparison.Ordinal);
        engine.Run("Stop-WebRunSession -All").MustSucceed();
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Session_of_a_task_is_noted_by_its_id_while_the_service_holds_its_answer_back()
    {
        await using var emulator = await StartAsync(inlineWindow: 20);
        using var engine = new Engine(emulator);
        using var other = new Engine(emulator);
        using var shell = engine.Create("Invoke-WebRunTask 'x [[duration=1m]]'");
        shell.BeginInvoke();
        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 1);

        var noted = other.Run("Get-WebRunSession").MustSucceed();
        shell.Stop();

        Assert.Equal(("Active", emulator.Recorder.Sessions[0].SessionId), (noted["State"], noted["SessionId"]));
        emulator.Reset();
    }

    [Fact]
    public async Task Listed_sessions_go_to_Stop_also_those_without_an_id()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("New-WebRunSession").MustSucceed();
        emulator.Faults.Add(new Fault { Kind = FaultKind.CutBefore, PathPrefix = "/start/" });
        engine.Run("New-WebRunSession");

        var stopped = engine.Run("Get-WebRunSession | Stop-WebRunSession").MustSucceed();

        Assert.Contains("1 more may be open", Assert.Single(stopped.Streams.Warning).Message, StringComparison.Ordinal);
        Assert.Equal(0, emulator.Recorder.OpenSessions);
        Assert.Equal("InvalidParameter", engine.Run("Stop-WebRunSession $null").ErrorId);
    }

    [Fact]
    public async Task Session_of_somebody_else_stays_somebody_elses()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        using var http = new HttpClient { BaseAddress = emulator.BaseUri, DefaultRequestHeaders = { Authorization = new("Bearer", Engine.Key) } };
        await http.PostAsJsonAsync("start/start-session", new { mode = "default" }, TestContext.Current.CancellationToken);
        var sessionId = emulator.Recorder.Sessions[0].SessionId;
        emulator.Faults.Add(NoLink);
        emulator.Faults.Add(new Fault { Kind = FaultKind.StatusAfter, PathPrefix = "/start/" });

        Assert.Equal("OutcomeUnknown", engine.Run($"Send-WebRunTask 'x [[duration=1m]]' {sessionId}").ErrorId);
        var noted = engine.Run("Get-WebRunSession").MustSucceed();
        engine.Run("Stop-WebRunSession -All").MustSucceed();

        Assert.Equal((sessionId, "Unknown", "OtherProcess", null), (noted["SessionId"], noted["State"], noted["Owner"], noted["OwnerProcessId"]));
        Assert.Equal(1, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public void Unknown_session_is_an_error()
    {
        using var engine = new Engine();

        Assert.Equal("SessionNotFound", engine.Run("Get-WebRunSession no-such-session").ErrorId);
    }

    private static Task<WebRunEmulator> StartAsync(double inlineWindow = 0) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromSeconds(inlineWindow) });
}
