using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Every session that may be open is noted where any later process finds it, and only as long as it may be.</summary>
public class LedgerTests
{
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
    [InlineData("Invoke-WebRunTask 'x [[duration=1ms]]' -NoWait", 1)]
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
        Assert.Equal(0, emulator.Books.OpenSessions);
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
        await Eventually.HoldsAsync(() => emulator.Books.Sockets.Any(s => s.SessionId == sessionId));

        await http.PostAsJsonAsync("start/send-message", new { sessionId, message = new { actionType = "state", newState = "terminate" } }, TestContext.Current.CancellationToken);

        await Eventually.HoldsAsync(() => other.Run("Get-WebRunSession").Output.Count == 0);
    }

    [Theory]
    [InlineData("Invoke-WebRunTask 'x [[duration=1m]]'", "/start/run-task")]
    [InlineData("New-WebRunSession 'x'", "/start/start-session")]
    public async Task Outcome_that_is_unknown_is_noted_without_an_id(string command, string path)
    {
        await using var emulator = await StartAsync();
        emulator.Faults.Add(new Fault { Kind = FaultKind.CutAfter, PathPrefix = path });
        using var engine = new Engine(emulator);

        Assert.Equal("OutcomeUnknown", engine.Run(command).ErrorId);
        var noted = engine.Run("Get-WebRunSession").MustSucceed();
        var all = engine.Run("Stop-WebRunSession -All").MustSucceed();

        Assert.Equal(("Unknown", null, "x"), (noted["State"], noted["SessionId"], noted["TaskDetails"]![..1]));
        Assert.Contains("1 more may be open", Assert.Single(all.Streams.Warning).Message, StringComparison.Ordinal);
        Assert.Equal(1, emulator.Books.OpenSessions);
    }

    [Fact]
    public async Task Follow_up_task_that_may_run_is_noted_with_its_session()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession").MustSucceed();
        emulator.Faults.Add(new Fault { Kind = FaultKind.StatusAfter, Status = 502, PathPrefix = "/start/send-message" });

        var error = engine.Run("$s | Send-WebRunTask 'Pay the invoice [[duration=1m]]'");
        var noted = engine.Run("$s | Get-WebRunSession").MustSucceed();

        Assert.Equal("OutcomeUnknown", error.ErrorId);
        Assert.Equal("Unknown", noted["State"]);
        Assert.StartsWith("Pay the invoice", noted["TaskDetails"], StringComparison.Ordinal);
        engine.Run("Stop-WebRunSession -All").MustSucceed();
        Assert.Equal(0, emulator.Books.OpenSessions);
    }

    [Fact]
    public async Task Request_in_flight_is_noted_before_it_is_answered()
    {
        await using var emulator = await StartAsync(inlineWindow: 20);
        using var engine = new Engine(emulator);
        using var other = new Engine(emulator);
        using var shell = engine.Create("Invoke-WebRunTask 'x [[duration=1m]]'");
        shell.BeginInvoke();
        await Eventually.HoldsAsync(() => emulator.Books.StartedTasks == 1);

        var noted = other.Run("Get-WebRunSession").MustSucceed();
        shell.Stop();

        Assert.Equal(("Pending", null), (noted["State"], noted["SessionId"]));
        emulator.Reset();
    }

    [Fact]
    public async Task Session_of_a_process_that_was_killed_is_told_at_import_and_ended_by_All()
    {
        await using var emulator = await StartAsync();
        var sessionId = await LeaveSessionAsync(emulator);

        var import = await RunAsync(emulator, "(Get-WebRunSession -OwnerDead).SessionId; Stop-WebRunSession -All; 'left: ' + @(Get-WebRunSession).Count");

        Assert.Contains("A session may still be open", import, StringComparison.Ordinal);
        Assert.Contains(sessionId, import, StringComparison.Ordinal);
        Assert.Contains("left: 0", import, StringComparison.Ordinal);
        Assert.Equal(("terminated", 0), (emulator.Books.Sessions[0].EndReason, emulator.Books.OpenSessions));
    }

    [Fact]
    public async Task Session_of_another_process_that_runs_ends_only_by_Force()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        using var owner = Start(emulator, "New-WebRunSession; [Threading.Thread]::Sleep(60000)");
        await Eventually.HoldsAsync(() => engine.Run("(Get-WebRunSession).SessionId").Output is [not null]);

        var noted = engine.Run("Get-WebRunSession").MustSucceed();
        var all = engine.Run("Stop-WebRunSession -All -Verbose").MustSucceed();
        var left = emulator.Books.OpenSessions;
        engine.Run("Stop-WebRunSession -All -Force").MustSucceed();

        Assert.Equal(("OtherProcess", $"{owner.Id}"), (noted["Owner"], noted["OwnerProcessId"]));
        Assert.Contains(all.Streams.Verbose, v => v.Message.Contains("-Force", StringComparison.Ordinal));
        Assert.Equal((1, 0), (left, emulator.Books.OpenSessions));
        owner.Kill();
    }

    [Fact]
    public async Task Files_are_private_and_hold_no_key_and_little_of_the_task()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var secret = "SECRET-AT-THE-END";

        var sessionId = engine.Run($"New-WebRunSession '{Engine.Key} {new string('x', 80)} {secret}' -StartingPoint 'https://shop.example/?token={secret}'").MustSucceed()["SessionId"];
        var (file, content) = Assert.Single(TestState.Ledger(), entry => entry.Content.Contains(sessionId!, StringComparison.Ordinal));

        Assert.DoesNotContain(Engine.Key, content, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, content, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(TestState.Sessions));
        }
    }

    [Fact]
    public async Task State_folder_that_cannot_be_written_is_told_once_and_stops_no_work()
    {
        await using var emulator = await StartAsync();
        var file = Path.Combine(TestState.Folder, "in-the-way");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var start = ExitTests.StartInfo(emulator, "(Invoke-WebRunTask 'x [[duration=1ms]]').Status; (Invoke-WebRunTask 'x [[duration=1ms]]').Status");
        start.Environment["WEBRUN_STATE_PATH"] = file;

        var told = await RunAsync(start);

        Assert.Equal(2, told.Split("Completed").Length - 1);
        Assert.Equal(1, told.Split("WEBRUN_STATE_PATH").Length - 1);
    }

    [Theory]
    [InlineData("1", "not JSON")]
    [InlineData("2", """{"sessionId":"s1","baseUri":"https://connect.webrun.ai/","state":"Active","createdAt":"2026-01-01T00:00:00Z","busyUntil":"9999-12-31T23:59:59Z","processId":1,"processStart":1,"place":"x"}""")]
    public async Task Import_does_not_fail_for_what_lies_in_the_folder(string name, string content)
    {
        await using var emulator = await StartAsync();
        var state = Directory.CreateDirectory(Path.Combine(TestState.Folder, "odd" + name));
        await File.WriteAllTextAsync(Path.Combine(state.CreateSubdirectory("sessions").FullName, "x.json"), content, TestContext.Current.CancellationToken);
        var start = ExitTests.StartInfo(emulator, "(Test-WebRunService).Status; @(Get-WebRunSession).Count");
        start.Environment["WEBRUN_STATE_PATH"] = state.FullName;

        Assert.Equal(["healthy", "0"], (await RunAsync(start)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Theory]
    [InlineData("$WarningPreference = 'Stop'")]
    [InlineData("$WarningPreference = 'SilentlyContinue'")]
    [InlineData("Set-StrictMode -Version Latest; $ErrorActionPreference = 'Stop'")]
    public async Task Import_does_not_fail_for_its_own_warning(string preference)
    {
        await using var emulator = await StartAsync();
        await LeaveSessionAsync(emulator);

        var import = await RunAsync(emulator, $"Remove-Module WebRun.PowerShell; {preference}; Import-Module '{Engine.Manifest}'; (Test-WebRunService).Status; Stop-WebRunSession -All");

        Assert.Contains("healthy", import, StringComparison.Ordinal);
        Assert.Equal(0, emulator.Books.OpenSessions);
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
        Assert.Equal(0, emulator.Books.OpenSessions);
        Assert.Equal("InvalidParameter", engine.Run("Stop-WebRunSession $null").ErrorId);
    }

    [Fact]
    public async Task Session_of_somebody_else_stays_somebody_elses()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        using var http = new HttpClient { BaseAddress = emulator.BaseUri, DefaultRequestHeaders = { Authorization = new("Bearer", Engine.Key) } };
        await http.PostAsJsonAsync("start/start-session", new { mode = "default" }, TestContext.Current.CancellationToken);
        var sessionId = emulator.Books.Sessions[0].SessionId;
        emulator.Faults.Add(new Fault { Kind = FaultKind.StatusAfter, PathPrefix = "/start/" });

        Assert.Equal("OutcomeUnknown", engine.Run($"Send-WebRunTask 'x [[duration=1m]]' {sessionId}").ErrorId);
        var noted = engine.Run("Get-WebRunSession").MustSucceed();
        engine.Run("Stop-WebRunSession -All").MustSucceed();

        Assert.Equal((sessionId, "Unknown", "OtherProcess", null), (noted["SessionId"], noted["State"], noted["Owner"], noted["OwnerProcessId"]));
        Assert.Equal(1, emulator.Books.OpenSessions);
    }

    [Fact]
    public void Unknown_session_is_an_error()
    {
        using var engine = new Engine();

        Assert.Equal("SessionNotFound", engine.Run("Get-WebRunSession no-such-session").ErrorId);
    }

    private static Task<WebRunEmulator> StartAsync(double inlineWindow = 0) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromSeconds(inlineWindow) });

    /// <summary>Lets a process open a session, and kills it.</summary>
    private static async Task<string> LeaveSessionAsync(WebRunEmulator emulator)
    {
        using var owner = Start(emulator, "(New-WebRunSession).SessionId; [Threading.Thread]::Sleep(60000)");
        var sessionId = await owner.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        owner.Kill();
        await owner.WaitForExitAsync(TestContext.Current.CancellationToken);
        return sessionId!;
    }

    private static Process Start(WebRunEmulator emulator, string command)
    {
        var start = ExitTests.StartInfo(emulator, command);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }

    private static Task<string> RunAsync(WebRunEmulator emulator, string command) => RunAsync(ExitTests.StartInfo(emulator, command));

    private static async Task<string> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        return await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
    }
}
