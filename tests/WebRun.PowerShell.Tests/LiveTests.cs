using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Live events through the commands: watched, shown, and as the reason to look.</summary>
public class LiveTests
{
    [Fact]
    public async Task Watch_emits_what_happens_until_the_session_ends()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        // It waits for an answer, so that its second half begins when the watch has its link.
        engine.Run("$s = New-WebRunSession 'look around [[duration=300ms; events=8; guardrail=go on?; result=seen]]' -TerminateOnCompletion").MustSucceed();
        using var watch = engine.Create("$s | Watch-WebRunSession");
        var watching = Task.Run(() => Engine.Run(watch));
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSockets == 1 && emulator.Recorder.Tasks.Single().State == TaskState.WaitingForInput);
        using var other = new Engine(emulator);
        other.Run($"Resume-WebRunTask {emulator.Recorder.Sessions[0].SessionId} {emulator.Recorder.Tasks.Single().TaskId} yes").MustSucceed();
        var result = (await watching).MustSucceed();

        var kinds = result.Output.Select(e => e.Properties["Kind"].Value.ToString()).ToList();
        Assert.Equal("WebRun.WebRunEvent", result.Output[0].TypeNames[0]);
        Assert.Contains("Action", kinds);
        Assert.Contains("Update", kinds);
        Assert.Equal(["Completed", "SessionEnded"], kinds[^2..]);
        Assert.Equal(("seen", "terminateOnCompletion"), (Text(result.Output[^2]), Text(result.Output[^1])));
        Assert.All(result.Output, e => Assert.Equal(emulator.Recorder.Sessions[0].SessionId, e.Properties["SessionId"].Value));
    }

    [Fact]
    public async Task Watch_of_a_session_that_has_ended_is_an_error_also_where_the_service_takes_its_link()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, Forms = [ServiceForm.LinkOutlivesSession, ServiceForm.SessionStatus] });
        using var engine = new Engine(emulator);

        var result = engine.Run("$s = New-WebRunSession; $s | Stop-WebRunSession; $s | Watch-WebRunSession");

        Assert.Equal("SessionNotFound", result.ErrorId);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Watch_of_a_task_ends_with_the_task()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(
            """
            $s = New-WebRunSession
            $t = $s | Send-WebRunTask 'one [[duration=300ms; result=1]]'
            $null = $s | Send-WebRunTask 'two [[duration=20s]]'
            $t | Watch-WebRunSession
            $s | Stop-WebRunSession
            """).MustSucceed();

        Assert.Equal(("Completed", "1"), (result.Output[^1].Properties["Kind"].Value.ToString(), Text(result.Output[^1])));
    }

    [Theory]
    [InlineData("Watch-WebRunSession nobody", "SessionNotFound")]
    [InlineData("Watch-WebRunSession 'a/b'", "InvalidParameter")]
    [InlineData("Watch-WebRunSession nobody t1", "TaskNotFound")]
    public async Task Watch_of_what_is_not_there_is_an_error(string command, string id)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        Assert.Equal(id, engine.Run(command).ErrorId);
    }

    [Fact]
    public async Task Watch_of_a_task_that_has_ended_tells_its_end()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("$s = New-WebRunSession; $t = $s | Send-WebRunTask 'x [[duration=1ms; result=1]]' -Wait; $t | Watch-WebRunSession; $s | Stop-WebRunSession").MustSucceed();

        Assert.Equal(("Completed", "1"), (result["Kind"], result["Text"]));
    }

    [Fact]
    public async Task Stopped_watch_ends_cleanly()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession").MustSucceed();
        using var shell = engine.Create("$s | Watch-WebRunSession");
        var watching = shell.BeginInvoke();

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSockets == 1);
        shell.Stop();

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSockets == 0);
        Assert.True(watching.IsCompleted);
        engine.Run("$s | Stop-WebRunSession").MustSucceed();
    }

    [Fact]
    public async Task Invoke_Live_shows_events_emits_the_result_and_ends_the_session()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("Invoke-WebRunTask 'x [[duration=600ms; result=1]]' -Live").MustSucceed();

        Assert.Equal(("Completed", "1"), (result["Status"], result["Message"]));
        var lines = result.Streams.Information.Select(i => i.ToString()).ToList();
        Assert.Contains(lines, line => line.Contains("Thought", StringComparison.Ordinal));
        Assert.Equal(lines.Distinct(StringComparer.Ordinal), lines);

        // Under a bar, PowerShell would ask the terminal for its cursor at every line, and hang if Ctrl+C came before the answer.
        Assert.Empty(result.Streams.Progress);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        Assert.Equal(1, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task Ctrl_C_in_Invoke_Live_ends_the_session_while_its_request_is_held()
    {
        await using var emulator = await StartAsync(inlineWindow: 50);
        using var engine = new Engine(emulator);
        using var shell = engine.Create("Invoke-WebRunTask 'x [[duration=40s]]' -Live");
        shell.BeginInvoke();

        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 1);
        shell.Stop();

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Theory]
    [InlineData("drop-at-start")]
    [InlineData("drop-before-end")]
    [InlineData("drop-after-end")]
    [InlineData("silent")]
    [InlineData("instance-regained")]
    [InlineData("broken")]
    [InlineData("huge")]
    [InlineData("stray")]
    public async Task Whatever_the_link_does_the_result_comes(string live)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var waited = engine.Run($"Invoke-WebRunTask 'x [[duration=1500ms; result=here; live={live}]]' -PollInterval 1").MustSucceed();

        Assert.Equal("here", waited["Message"]);
        Assert.Equal(1, emulator.Recorder.StartedTasks);
    }

    [Theory]
    [InlineData("drop-at-start")]
    [InlineData("drop-before-end")]
    [InlineData("drop-after-end")]
    [InlineData("silent")]
    [InlineData("instance-regained")]
    [InlineData("broken")]
    [InlineData("huge")]
    [InlineData("stray")]
    public async Task Whatever_the_link_does_a_watch_ends_with_its_task(string live)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(
            $"$s = New-WebRunSession; $s | Send-WebRunTask 'x [[duration=1500ms; result=here; live={live}]]' | Watch-WebRunSession; $s | Stop-WebRunSession").MustSucceed();

        Assert.Equal(("Completed", "here"), (result.Output[^1].Properties["Kind"].Value.ToString(), Text(result.Output[^1])));
        Assert.Single(result.Output, e => e.Properties["Kind"].Value.ToString() == "Completed" && Text(e) == "here");
    }

    [Theory]
    [InlineData("Invoke-WebRunTask '{0}' -PollInterval 1")]
    [InlineData("($s = New-WebRunSession) | Send-WebRunTask '{0}' | Wait-WebRunTask -PollInterval 1")]
    public async Task Browser_that_is_lost_for_good_ends_the_wait_with_an_error(string command)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, InlineWindow = TimeSpan.Zero, GracePeriod = TimeSpan.FromSeconds(1) });
        using var engine = new Engine(emulator);

        var result = engine.Run(string.Format(null, command, "x [[duration=2s; live=instance-lost]]"));

        Assert.Equal("TaskFailed", result.ErrorId);
        Assert.Equal("Terminated", PSObject.AsPSObject(result.Errors[0].TargetObject).Properties["Status"].Value.ToString());
    }

    [Theory]
    [InlineData("huge")]
    [InlineData("broken")]
    [InlineData("drop-at-start")]
    public async Task Whatever_the_link_does_a_watch_ends_with_its_session(string live)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"New-WebRunSession 'x [[duration=1500ms; live={live}]]' -TerminateOnCompletion | Watch-WebRunSession").MustSucceed();

        Assert.Equal("SessionEnded", result.Output[^1].Properties["Kind"].Value.ToString());
    }

    [Fact]
    public async Task Link_without_pings_is_dead_and_made_anew()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions
        {
            RateLimit = 0,
            InlineWindow = TimeSpan.Zero,
            PingInterval = TimeSpan.FromMilliseconds(200),
            PingTimeout = TimeSpan.FromMilliseconds(200),
        });
        using var engine = new Engine(emulator);

        var result = engine.Run("Invoke-WebRunTask 'x [[duration=3s; result=here; live=no-ping]]' -PollInterval 1").MustSucceed();

        Assert.Equal("here", result["Message"]);
        Assert.True(emulator.Recorder.Sockets.Count > 1);
    }

    [Fact]
    public async Task What_a_page_makes_the_agent_say_cannot_command_the_terminal()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("Invoke-WebRunTask (\"a`e]0;owned`ab \" + 'x [[duration=600ms; result=\"a' + '\\u001b]0;owned\\u0007' + 'b\"]]') -Live").MustSucceed();

        Assert.Contains("owned", result["Message"], StringComparison.Ordinal);
        Assert.Contains(result.Streams.Information, line => line.ToString().Contains("owned", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Streams.Information, line => line.ToString().Contains("\u001b]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_socket_polling_serves_and_says_so_once()
    {
        await using var emulator = await StartAsync();
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, PathPrefix = "/socket.io/", Count = 100 });
        using var engine = new Engine(emulator);

        var result = engine.Run("Invoke-WebRunTask 'x [[duration=4s; result=here]]' -PollInterval 1 -Verbose").MustSucceed();

        Assert.Equal("here", result["Message"]);
        Assert.Single(result.Streams.Verbose, v => v.Message.Contains("Live events", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Streaming = [pscustomobject]@{ WebViewUrl = 'file:///etc/passwd' } }", "UnsafeAddress")]
    [InlineData("[pscustomobject]@{ Streaming = [pscustomobject]@{ WebViewUrl = 'http://elsewhere.example/' } }", "UnsafeAddress")]
    [InlineData("[pscustomobject]@{ SessionId = 's1' }", "InvalidParameter")]
    public void Show_opens_nothing_but_a_safe_page(string session, string id)
    {
        using var engine = new Engine();

        var result = engine.Run($"{session} | Show-WebRunSession -PassThru");

        Assert.Equal(id, result.ErrorId);
        Assert.Empty(result.Output);
    }

    private static string? Text(PSObject told) => told.Properties["Text"].Value?.ToString();

    private static Task<WebRunEmulator> StartAsync(double inlineWindow = 0) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromSeconds(inlineWindow) });
}
