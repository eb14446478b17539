using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Stopping, pausing and answering a task.</summary>
public class ControlTests
{
    private const string Asking = "x [[duration=100ms; guardrail=the code?; result=in]]";

    [Fact]
    public async Task Stop_ends_the_task_and_keeps_the_session()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("$t = New-WebRunSession | Send-WebRunTask 'x [[duration=30s]]'; $t | Stop-WebRunTask -PassThru").MustSucceed();

        Assert.Equal("Stopped", result["Status"]);
        Assert.Equal(1, emulator.Recorder.OpenSessions);
        engine.Run("$t | Stop-WebRunSession").MustSucceed();
    }

    [Fact]
    public async Task Suspend_holds_the_task_until_Resume()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run("$t = New-WebRunSession | Send-WebRunTask 'x [[duration=30s]]'; $t | Suspend-WebRunTask").MustSucceed();
        Assert.Equal("Paused", emulator.Recorder.Sessions.Single().State.ToString());
        engine.Run("$t | Resume-WebRunTask").MustSucceed();
        Assert.Equal("Active", emulator.Recorder.Sessions.Single().State.ToString());
        engine.Run("$t | Stop-WebRunSession").MustSucceed();
    }

    [Theory]
    [InlineData("$t | Resume-WebRunTask '987654'")]
    [InlineData("$t | Resume-WebRunTask 0987654")]
    [InlineData("$t | Resume-WebRunTask (ConvertTo-SecureString 987654 -AsPlainText)")]
    [InlineData("$t | Select-Object * | Resume-WebRunTask '987654'")]
    [InlineData("$t.SessionId | Resume-WebRunTask '987654'")]
    [InlineData("$t | Resume-WebRunTask -Response 0987654")]
    [InlineData("Resume-WebRunTask $t.SessionId $t.TaskId 0987654")]
    [InlineData("Resume-WebRunTask $t 987654")]
    [InlineData("Resume-WebRunTask $t 0987654 -PassThru")]
    [InlineData("Resume-WebRunTask ($t | ConvertTo-Csv | ConvertFrom-Csv) '987654'")]
    [InlineData("Resume-WebRunTask -SessionId $t 987654")]
    [InlineData("Resume-WebRunTask $t $t 987654")]
    [InlineData("Resume-WebRunTask $t -TaskId $t.TaskId -Response 987654")]
    [InlineData("Resume-WebRunTask $t.SessionId (ConvertTo-SecureString 987654 -AsPlainText)")]
    [InlineData("Stop-WebRunTask $t 987654")]
    [InlineData("[pscustomobject]@{ SessionId = $t.SessionId; TaskId = $t.TaskId; Response = '987654' } | Resume-WebRunTask")]
    [InlineData("[pscustomobject]@{ SessionId = $t.SessionId; TaskId = $t.TaskId; Response = 987654 } | Stop-WebRunTask")]
    [InlineData("@{ SessionId = $t.SessionId; TaskId = $t.TaskId; Response = '987654' } | Resume-WebRunTask")]
    [InlineData("[pscustomobject]@{ SessionId = $t.SessionId; Response = 'x' } | Resume-WebRunTask 987654")]
    [InlineData("[pscustomobject]@{ SessionId = $t.SessionId; Code = '987654' } | Resume-WebRunTask -Response { $_.Code }")]
    [InlineData("$t | Stop-WebRunTask 987654")]
    public async Task With_a_task_in_the_pipeline_the_first_position_is_the_answer_and_is_shown_nowhere(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run($"$t = Invoke-WebRunTask '{Asking}' -WarningAction Ignore").MustSucceed();

        var shown = engine.Run($"{command} -WhatIf -Verbose -Debug *>&1; {command} -Verbose -Debug *>&1").MustSucceed();

        Assert.NotEmpty(shown.Output);
        Assert.DoesNotContain(shown.Output, line => line.ToString().Contains("987654", StringComparison.Ordinal));
        Assert.Equal(command.Contains(" 0", StringComparison.Ordinal) ? "0987654" : "987654", Assert.Single(emulator.Recorder.Tasks.Single().Replies).Text);
        Assert.DoesNotContain(emulator.Recorder.Requests, request => request.Path.Contains("987654", StringComparison.Ordinal));
        engine.Run("$t | Stop-WebRunSession").MustSucceed();
    }

    [Theory]
    [InlineData("[pscustomobject]@{ SessionId = $t.SessionId; Response = '' } | Resume-WebRunTask")]
    [InlineData("[pscustomobject]@{ SessionId = $t.SessionId; Response = $null } | Resume-WebRunTask")]
    [InlineData("[pscustomobject]@{ SessionId = $t.SessionId; Response = 'a', 'b' } | Resume-WebRunTask")]
    [InlineData("[pscustomobject]@{ SessionId = $t.SessionId; Response = $true } | Stop-WebRunTask")]
    [InlineData("@{ SessionId = $t.SessionId; Response = @{ code = 1 } } | Resume-WebRunTask")]
    [InlineData("[pscustomobject]@{ SessionId = $t.SessionId; Code = '1' } | Resume-WebRunTask -Response { $_.Coed }")]
    [InlineData("$t | Resume-WebRunTask -Response @{ code = 1 }")]
    [InlineData("$t | Resume-WebRunTask -Response ''")]
    [InlineData("Resume-WebRunTask $t ''")]
    public async Task Task_does_not_go_on_without_its_answer(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run($"$t = Invoke-WebRunTask '{Asking}' -WarningAction Ignore").MustSucceed();
        var before = emulator.Recorder.Requests.Count;

        Assert.Single(engine.Run(command).Errors);

        Assert.Equal(before, emulator.Recorder.Requests.Count);
        engine.Run("$t | Stop-WebRunSession").MustSucceed();
    }

    [Fact]
    public async Task Named_session_wins_over_the_one_in_the_pipeline()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run($"$t = Invoke-WebRunTask '{Asking}' -WarningAction Ignore").MustSucceed();

        var result = engine.Run("$t | Resume-WebRunTask -SessionId another");

        Assert.Equal(("SessionNotFound", 0), (result.ErrorId, emulator.Recorder.Tasks.Single().Replies.Count));
        engine.Run("$t | Stop-WebRunSession").MustSucceed();
    }

    [Theory]
    [InlineData("'4711'")]
    [InlineData("([System.Net.NetworkCredential]::new('', '4711').SecurePassword)")]
    public async Task Response_lets_the_task_go_on_under_its_id(string response)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"$t = Invoke-WebRunTask '{Asking}' -WarningVariable warning; $t; $t | Resume-WebRunTask -Response {response}; $t | Wait-WebRunTask; \"$warning\"").MustSucceed();

        var (asking, ended) = (result.Output[0], result.Output[1]);
        Assert.Equal("WaitingForInput", asking.Properties["Status"].Value.ToString());
        Assert.Equal(("Completed", "in"), (ended.Properties["Status"].Value.ToString(), ended.Properties["Message"].Value));
        Assert.Equal(asking.Properties["TaskId"].Value, ended.Properties["TaskId"].Value);
        Assert.Contains($"Resume-WebRunTask {asking.Properties["SessionId"].Value} {asking.Properties["TaskId"].Value} -Response (Read-Host -AsSecureString)", result.Output[2].ToString()!.Split('\n').Select(line => line.Trim().Replace("To answer:  ", "", StringComparison.Ordinal)));
        Assert.Contains("4711", emulator.Recorder.Requests.Last(r => r.Method == "POST").Body, StringComparison.Ordinal);
        Assert.Equal(1, emulator.Recorder.StartedTasks);
    }

    [Theory]
    [InlineData("Invoke-WebRunTask '{0}' -OnGuardrail {{ \"answer to $($_.Guardrail.Value)\" }}")]
    [InlineData("($s = New-WebRunSession) | Send-WebRunTask '{0}' -Wait -OnGuardrail {{ \"answer to $($_.Guardrail.Value)\" }}; $s | Stop-WebRunSession")]
    [InlineData("($s = New-WebRunSession) | Send-WebRunTask '{0}' | Wait-WebRunTask -OnGuardrail {{ \"answer to $($_.Guardrail.Value)\" }}; $s | Stop-WebRunSession")]
    public async Task OnGuardrail_answers_what_the_task_asks(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(string.Format(null, command, Asking)).MustSucceed();

        Assert.Equal(("Completed", "in"), (result["Status"], result["Message"]));
        Assert.Equal("answer to the code?", Assert.Single(emulator.Recorder.Tasks.Single().Replies).Text);
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Commands_go_over_a_live_link_that_is_up_and_are_not_counted()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$s = New-WebRunSession 'x [[duration=1h]]'").MustSucceed();
        await Eventually.HoldsAsync(() => engine.Run("$s.TaskId").Output.Single() is not null);

        engine.Run("$s | Suspend-WebRunTask; $s | Resume-WebRunTask; $s | Send-WebRunInput -Click 1,1; $s | Send-WebRunInput -Text hello; $s | Stop-WebRunTask; $s | Stop-WebRunSession").MustSucceed();

        Assert.Equal(["takeOverControl", "CLICK", "releaseControl", "takeOverControl", "TYPE", "releaseControl"], emulator.Recorder.Interactions.Select(taken => taken.Type));
        Assert.Equal("Stopped", emulator.Recorder.Tasks.Single().State.ToString());
        Assert.Equal(0, emulator.Recorder.OpenSessions);
        Assert.Equal("/start/start-session", Assert.Single(emulator.Recorder.Requests, request => request.Method == "POST").Path);
    }

    [Theory]
    [InlineData("")]
    [InlineData("''")]
    [InlineData("'  ' + \"`n\"")]
    [InlineData("[securestring]::new()")]
    [InlineData("ConvertTo-SecureString ' ' -AsPlainText -Force")]
    public async Task OnGuardrail_without_an_answer_leaves_the_task_waiting(string block)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"$t = Invoke-WebRunTask '{Asking}' -OnGuardrail {{ {block} }}; $t; $t | Stop-WebRunSession").MustSucceed();

        Assert.Equal("WaitingForInput", result["Status"]);
        Assert.Single(result.Streams.Warning);
    }

    [Fact]
    public async Task OnGuardrail_that_throws_ends_the_command_and_its_session()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"Invoke-WebRunTask '{Asking}' -OnGuardrail {{ throw 'no idea' }}");

        Assert.Contains("no idea", Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Theory]
    [InlineData("Wait-WebRunTask s1 t1 -PollInterval 1")]
    [InlineData("[pscustomobject]@{ SessionId = 's1'; TaskId = 't1' } | Wait-WebRunTask -PollInterval 1")]
    public async Task Wait_for_unknown_ids_is_only_an_error(string wait)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(wait);

        Assert.Equal("TaskNotFound", result.ErrorId);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("Stop-WebRunTask s1")]
    [InlineData("Suspend-WebRunTask s1")]
    [InlineData("Resume-WebRunTask s1 -Response x")]
    public async Task WhatIf_sends_nothing(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run(command + " -WhatIf").MustSucceed();

        Assert.Empty(emulator.Recorder.Requests);
    }

    [Theory]
    [InlineData("Stop-WebRunTask nobody", "SessionNotFound")]
    [InlineData("Suspend-WebRunTask nobody", "SessionNotFound")]
    [InlineData("Resume-WebRunTask nobody", "SessionNotFound")]
    [InlineData("Resume-WebRunTask 'a/b' -Response x", "InvalidParameter")]
    public async Task Session_that_is_not_there_is_an_error(string command, string id)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        Assert.Equal(id, engine.Run(command).ErrorId);
    }

    private static Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.Zero });
}
