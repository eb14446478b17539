using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>The main job, through the real engine and over real HTTP.</summary>
public class MainJobTests
{
    [Fact]
    public async Task Invoke_emits_one_completed_task()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("Invoke-WebRunTask 'find it [[result=42; cost=0.05]]'").MustSucceed();

        Assert.Equal("WebRun.WebRunTask", result.Single.TypeNames[0]);
        Assert.Equal(("Completed", "42", "42", "0.05"), (result["Status"], result["Message"], result["Output"], result["Cost"]));
        Assert.NotNull(result["Usage"]);
        Assert.Equal((1, 0), (emulator.Recorder.StartedTasks, emulator.Recorder.OpenSessions));
    }

    [Fact]
    public async Task Task_longer_than_the_inline_window_comes_back_through_polling()
    {
        await using var emulator = await StartAsync(inlineWindow: 0.05);
        using var engine = new Engine(emulator);

        var result = engine.Run("Invoke-WebRunTask 'slow [[duration=600ms; result=late]]' -PollInterval 1").MustSucceed();

        Assert.Equal(("Completed", "late"), (result["Status"], result["Message"]));
        Assert.Contains(emulator.Recorder.Requests, r => r.Method == "GET");
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Pipeline_of_a_session_leaves_none_open()
    {
        await using var emulator = await StartAsync(inlineWindow: 0.05);
        using var engine = new Engine(emulator);

        engine.Run("New-WebRunSession | Send-WebRunTask 'a' | Wait-WebRunTask | Stop-WebRunSession").MustSucceed();

        Assert.Equal((1, 0), (emulator.Recorder.StartedTasks, emulator.Recorder.OpenSessions));
        Assert.Equal("terminated", Assert.Single(emulator.Recorder.Sessions).EndReason);
    }

    [Fact]
    public async Task Pipeline_of_a_session_whose_task_fails_leaves_none_open_either()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("New-WebRunSession | Send-WebRunTask 'a [[fail=ELEMENT_NOT_FOUND]]' -Wait | Stop-WebRunSession");

        Assert.Equal("TaskFailed", result.ErrorId);
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Pipeline_of_a_session_whose_wait_times_out_leaves_none_open_either()
    {
        await using var emulator = await StartAsync(inlineWindow: 0);
        using var engine = new Engine(emulator);

        var result = engine.Run("New-WebRunSession | Send-WebRunTask 'a [[duration=30s]]' | Wait-WebRunTask -Timeout 0.2 | Stop-WebRunSession");

        Assert.Equal("TaskTimeout", result.ErrorId);
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Debug_alone_shows_exchanges_and_asks_nothing()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("Invoke-WebRunTask 'x' -Debug").MustSucceed();

        Assert.Equal("Completed", result["Status"]);
        Assert.NotEmpty(result.Streams.Debug);
        Assert.Empty(result.Streams.Verbose);
    }

    [Fact]
    public async Task Session_runs_several_tasks()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(
            """
            $session = New-WebRunSession -StartingPoint https://amazon.com
            $first = $session | Send-WebRunTask 'one [[result=1]]' -Wait
            $second = $first | Send-WebRunTask 'two [[result=2]]' -Wait
            $session | Stop-WebRunSession -PassThru
            $first; $second
            """).MustSucceed();

        Assert.Equal(["Terminated", "1", "2"], result.Output.Select(o => (o.Properties["Message"] ?? o.Properties["State"]).Value.ToString()));
        Assert.Equal(2, emulator.Recorder.StartedTasks);
        Assert.DoesNotContain("amazon", emulator.Recorder.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_task_is_an_error_that_carries_it_and_the_batch_goes_on()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("'a [[fail=PAGE_CRASH; error=oops; cost=0.02]]', 'b [[result=2]]' | Invoke-WebRunTask");

        Assert.Equal("2", result["Message"]);
        var error = Assert.Single(result.Errors);
        Assert.Equal("TaskFailed,WebRun.PowerShell.InvokeWebRunTaskCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidResult, error.CategoryInfo.Category);
        var task = PSObject.AsPSObject(error.TargetObject);
        Assert.Equal(("Failed", "0.02"), (task.Properties["Status"].Value.ToString(), task.Properties["Cost"].Value.ToString()));
        Assert.Contains("PAGE_CRASH: oops", error.Exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("PAGE_CRASH: oops. The error's TargetObject is the task, with its cost and the service's reason.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guardrail_comes_out_with_a_warning()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("$t = Invoke-WebRunTask 'a [[guardrail=I need the code]]'; $t; $t | Stop-WebRunSession").MustSucceed();

        Assert.Equal(("WaitingForInput", "I need the code"), (result["Status"], result["Guardrail"]));
        Assert.Contains("I need the code", Assert.Single(result.Streams.Warning).Message, StringComparison.Ordinal);
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task NoWait_returns_as_soon_as_the_service_has_taken_the_task()
    {
        await using var emulator = await StartAsync(inlineWindow: 50);
        using var engine = new Engine(emulator);

        var result = engine.Run("$t = Invoke-WebRunTask 'a [[duration=30s]]' -NoWait; $t.Status; ($t | Get-WebRunTask).Status; $t | Stop-WebRunSession; ($t | Get-WebRunTask).Status").MustSucceed();

        Assert.Equal(["Running", "Running", "Terminated"], result.Output.Select(o => o.ToString()));
    }

    [Fact]
    public async Task Timeout_is_an_error_about_the_task_and_ends_the_session()
    {
        await using var emulator = await StartAsync(inlineWindow: 0.05);
        using var engine = new Engine(emulator);

        var result = engine.Run("Invoke-WebRunTask 'a [[duration=30s]]' -Timeout 1.5s");

        Assert.Equal("TaskTimeout", result.ErrorId);
        Assert.Equal("WebRun.WebRunTask", result.Errors[0].TargetObject.GetType().FullName);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task Wait_that_times_out_leaves_the_task_running_and_says_so()
    {
        await using var emulator = await StartAsync(inlineWindow: 0.05);
        using var engine = new Engine(emulator);

        var result = engine.Run("$s = New-WebRunSession; $s | Send-WebRunTask 'a [[duration=30s]]' | Wait-WebRunTask -Timeout 0.2");

        Assert.Equal("TaskTimeout", result.ErrorId);
        Assert.Contains("may still be running", result.Errors[0].Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Running", result["Status"]);
        Assert.Equal(1, emulator.Recorder.OpenSessions);
        engine.Run("$s | Stop-WebRunSession").MustSucceed();
    }

    [Fact]
    public async Task Wait_takes_many_tasks_at_once_and_emits_each_as_it_ends()
    {
        await using var emulator = await StartAsync(inlineWindow: 0);
        using var engine = new Engine(emulator);

        var result = engine.Run(
            """
            'slow [[duration=2500ms; result=slow]]', 'quick [[duration=1ms; result=quick]]' | Invoke-WebRunTask -NoWait | Wait-WebRunTask -PollInterval 1
            """).MustSucceed();

        Assert.Equal(["quick", "slow"], result.Output.Select(o => o.Properties["Message"].Value));
    }

    [Fact]
    public async Task Health_needs_no_key()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("Test-WebRunService").MustSucceed();

        Assert.Equal(("healthy", "True"), (result["Status"], result["IsHealthy"]));
        Assert.Equal(emulator.BaseUri.ToString(), result["BaseUri"]);
    }

    [Theory]
    [InlineData("Invoke-WebRunTask 'x'")]
    [InlineData("New-WebRunSession 'x'")]
    [InlineData("New-WebRunSession")]
    [InlineData("Send-WebRunTask 'x' s1")]
    [InlineData("Stop-WebRunSession s1")]
    public async Task WhatIf_sends_nothing(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(command + " -WhatIf").MustSucceed();

        Assert.Empty(result.Output);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task Progress_shows_what_runs_and_is_always_completed()
    {
        await using var emulator = await StartAsync(inlineWindow: 0);
        using var engine = new Engine(emulator);
        using var other = new Engine(emulator);
        using var shell = engine.Create("Invoke-WebRunTask 'watch me [[duration=1h; events=3600; cost=1]]' -PollInterval 1");
        var work = shell.BeginInvoke();

        // Its end is asked for by somebody else, once enough is on the screen.
        await Eventually.HoldsAsync(() => shell.Streams.Progress.ToList().Exists(p => p.StatusDescription.Contains("so far", StringComparison.Ordinal) && p.CurrentOperation.Length > 0));
        var task = emulator.Recorder.Tasks.Single();
        other.Run($"Stop-WebRunTask {task.SessionId} {task.TaskId}").MustSucceed();
        shell.EndInvoke(work);

        var pictures = shell.Streams.Progress.ToList();
        Assert.NotEmpty(pictures);
        Assert.All(pictures, p => Assert.Equal("Invoke-WebRunTask", p.Activity));
        Assert.Equal(ProgressRecordType.Completed, pictures[^1].RecordType);
        Assert.Single(pictures, p => p.RecordType == ProgressRecordType.Completed);
    }

    private static Task<WebRunEmulator> StartAsync(double inlineWindow = 50) => WebRunEmulator.StartAsync(new EmulatorOptions
    {
        RateLimit = 0,
        InlineWindow = TimeSpan.FromSeconds(inlineWindow),
        DefaultTaskDuration = TimeSpan.FromMilliseconds(50),
    });
}
