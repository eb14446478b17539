using System;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What a person's shell is set to: defaults of parameters, preferences, confirmation, languages of scripts.</summary>
public class PromptTests
{
    private const string Failing = "Invoke-WebRunTask 'x [[duration=1ms; fail=PAGE_CRASH]]'";

    [Fact]
    public async Task Default_values_of_parameters_reach_the_commands()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run("$PSDefaultParameterValues = @{ 'Invoke-WebRunTask:StartingPoint' = 'https://a.example'; '*-WebRun*:MaxDuration' = '90s'; '*-WebRun*:SessionId' = { $session } }").MustSucceed();

        engine.Run("Invoke-WebRunTask 'x [[duration=1ms]]'; $session = New-WebRunSession; Send-WebRunTask 'y [[duration=1ms]]'; Stop-WebRunSession").MustSucceed();

        var bodies = emulator.Recorder.Requests.Where(request => request.Body.Contains("[[duration", StringComparison.Ordinal)).Select(request => request.Body).ToList();
        Assert.Equal(2, bodies.Count);
        Assert.All(bodies, body => Assert.Contains("\"maxDuration\":90000", body, StringComparison.Ordinal));
        Assert.Contains("\"startingPoint\":\"https://a.example/\"", bodies[0], StringComparison.Ordinal);
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Theory]
    [InlineData(Failing + " -ErrorAction Continue", 1, true, 1)]
    [InlineData(Failing + " -ErrorAction SilentlyContinue", 0, true, 1)]
    [InlineData(Failing + " -ErrorAction Ignore", 0, true, 0)]
    [InlineData(Failing + " -ErrorAction Stop", 1, false, 1)]
    [InlineData("$ErrorActionPreference = 'Stop'; " + Failing, 1, false, 1)]
    [InlineData("$ErrorActionPreference = 'SilentlyContinue'; " + Failing, 0, true, 1)]
    [InlineData("$PSDefaultParameterValues = @{ '*-WebRun*:ErrorAction' = 'Stop' }; " + Failing, 1, false, 1)]
    [InlineData("try { " + Failing + " -ErrorAction Stop } catch { if ($_.TargetObject.Status -ne 'Failed') { throw } }", 0, true, 1)]
    public async Task Error_action_decides_whether_a_failure_is_shown_and_whether_the_script_goes_on(string script, int shown, bool goesOn, int kept)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"$Error.Clear(); {script}; 'on'");

        Assert.Equal((shown, goesOn), (result.Errors.Count, result.Output.Count == 1));
        Assert.All(result.Errors, error => Assert.Equal("TaskFailed,WebRun.PowerShell.InvokeWebRunTaskCommand", error.FullyQualifiedErrorId));
        Assert.Equal(kept, engine.Run("@($Error | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).Count").Single.BaseObject);
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Theory]
    [InlineData("&Yes", 1, 0)]
    [InlineData("&No", 0, 1)]
    public async Task Confirm_asks_and_does_as_the_person_says(string answer, int started, int open)
    {
        await using var emulator = await StartAsync();
        var person = new PersonHost(answer);
        using var engine = new Engine(emulator, person: person);
        engine.Run("$s = New-WebRunSession").MustSucceed();

        engine.Run("Invoke-WebRunTask 'x [[duration=1ms]]' -Confirm; $s | Stop-WebRunSession -Confirm").MustSucceed();

        Assert.Equal((2, started, open), (person.Questions, emulator.Recorder.StartedTasks, emulator.Recorder.OpenSessions));
        engine.Run("$s | Stop-WebRunSession -Confirm:$false").MustSucceed();
    }

    [Fact]
    public async Task WhatIf_says_what_would_be_done_and_sends_nothing()
    {
        await using var emulator = await StartAsync();
        var person = new PersonHost();
        using var engine = new Engine(emulator, person: person);

        engine.Run("$WhatIfPreference = $true; Invoke-WebRunTask x; New-WebRunSession; Stop-WebRunSession s1; Remove-WebRunEnvironment e1; New-WebRunEnvironment e").MustSucceed();

        // The first one also says what it may cost.
        Assert.Equal((6, 0), (person.Shown.Split('\n').Count(line => line.StartsWith("What if:", StringComparison.Ordinal)), emulator.Recorder.Requests.Count));
    }

    [Theory]
    [InlineData("FullLanguage")]
    [InlineData("ConstrainedLanguage")]
    public async Task Commands_do_their_work_under_strict_mode_and_in_constrained_language(string language)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        engine.Run($"$ExecutionContext.SessionState.LanguageMode = '{language}'").MustSucceed();

        var result = engine.Run(
            """
            Set-StrictMode -Version Latest
            $environment = New-WebRunEnvironment e
            $trigger = $environment | New-WebRunTrigger -Name n -TaskDetails x -Every 1d
            $trigger | Remove-WebRunTrigger -Confirm:$false
            $rows = 'a', 'b' | Invoke-WebRunTask -OutputSchema @{ title = 'string' } -Secret @{ 'a.example' = @{ pin = '1' } } -Webhook @{ Url = 'https://hooks.example/x' } -Proxy de
            $titles = $rows | ForEach-Object { $_.Output.title }
            $asked = Invoke-WebRunTask 'c [[duration=1ms; guardrail="Which?"; result=in]]' -OnGuardrail { if ($_.Guardrail.Value -eq 'Which?') { 'this' } } -MaxCost 1.5
            $job = Invoke-WebRunTask 'd [[duration=1ms; result=ok]]' -AsJob
            $fromJob = $job | Wait-Job | Receive-Job
            $session = New-WebRunSession
            $sent = $session | Send-WebRunTask 'e [[duration=1ms]]' -Wait
            $session | Stop-WebRunSession
            "$(@($titles).Count) $($asked.Status) $($fromJob.Message) $($sent.Status) $(($rows | Measure-WebRunCost).Count)"
            """).MustSucceed();

        Assert.Equal("2 Completed ok Completed 2", result.Single.BaseObject);
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
}
