using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>The commands for the runs of triggers, against the emulator.</summary>
public class TriggerRunTests
{
    [Fact]
    public async Task Run_that_names_its_task_is_a_task_like_any_other()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { DefaultTaskDuration = TimeSpan.FromMilliseconds(1), TriggerRunsNameTasks = true });
        using var engine = new Engine(emulator);

        var run = engine.Run(TriggerTests.Create + "$null = $t | Start-WebRunTrigger; $r = $t | Get-WebRunTriggerRun; $r").MustSucceed();
        var task = engine.Run("$r | Wait-WebRunTask").MustSucceed();

        Assert.Equal(("WebRun.WebRunTriggerRun", emulator.Recorder.Triggers.Single().TriggerId, emulator.Recorder.Tasks.Single().TaskId), (run.Single.TypeNames[0], run["TriggerId"], run["TaskId"]));
        Assert.Equal(("Completed", run["TaskId"]), (task["Status"], task["TaskId"]));
        Assert.Equal(["completed"], engine.Run("$r | Get-WebRunTriggerRun").MustSucceed().Output.Select(o => o.Properties["Status"].Value));
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Theory]
    [InlineData("Wait-WebRunTask")]
    [InlineData("Get-WebRunTask")]
    public async Task Run_that_names_no_task_says_where_to_look(string command)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions());
        using var engine = new Engine(emulator);

        var result = engine.Run(TriggerTests.Create + $"$null = $t | Start-WebRunTrigger; $r = $t | Get-WebRunTriggerRun; $r | {command}");

        Assert.Equal("InvalidParameter", result.ErrorId);
        Assert.Contains(emulator.Recorder.TriggerRuns.Single().RunId, result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("Get-WebRunTriggerRun", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("WebRun.WebRunTriggerRun", ((PSObject)result.Errors[0].TargetObject).TypeNames[0]);
        Assert.Single(engine.Run("$r | Get-WebRunTriggerRun").MustSucceed().Output);
        Assert.Equal(2, engine.Run("$t | Start-WebRunTrigger | Get-WebRunTriggerRun").MustSucceed().Output.Count);
    }

    [Fact]
    public async Task Runs_come_in_pages_that_are_asked_for_as_the_pipeline_takes_them()
    {
        await using var emulator = await TriggerTests.StartAsync();
        using var engine = new Engine(emulator);
        engine.Run(TriggerTests.Create + "1..120 | ForEach-Object { [void]($t | Start-WebRunTrigger) }").MustSucceed();
        string[] newestFirst = [.. emulator.Recorder.TriggerRuns.Select(run => run.RunId).Reverse()];

        Assert.Equal(newestFirst, Runs("$t | Get-WebRunTriggerRun", pages: 3));
        Assert.Equal(newestFirst[..1], Runs("$t | Get-WebRunTriggerRun | Select-Object -First 1", pages: 1));
        Assert.Equal(newestFirst[..50], Runs("$t | Get-WebRunTriggerRun -First 50", pages: 1));
        Assert.Equal(newestFirst[..51], Runs("$t | Get-WebRunTriggerRun -First 51", pages: 2));
        Assert.Equal(newestFirst[60..65], Runs("$t | Get-WebRunTriggerRun -Skip 60 -First 5", pages: 1));
        Assert.Empty(Runs("$t | Get-WebRunTriggerRun -Skip 120", pages: 1));
        Assert.Equal(120UL, engine.Run("($t | Get-WebRunTriggerRun -First 1 -IncludeTotalCount)[0]").MustSucceed().Single.BaseObject);

        string?[] Runs(string command, int pages)
        {
            var before = Pages();
            string?[] ids = [.. engine.Run(command).MustSucceed().Output.Select(o => (string?)o.Properties["RunId"].Value)];
            Assert.Equal(pages, Pages() - before);
            return ids;
        }

        int Pages() => emulator.Recorder.Requests.Count(r => r.Path.EndsWith("/runs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Started_without_an_answer_is_not_started_twice()
    {
        await using var emulator = await TriggerTests.StartAsync();
        using var engine = new Engine(emulator);
        engine.Run(TriggerTests.Create).MustSucceed();
        emulator.Faults.Add(new Fault { Kind = FaultKind.CutAfter, PathPrefix = "/cron-jobs/" });

        Assert.Equal("OutcomeUnknown", engine.Run("$t | Start-WebRunTrigger").ErrorId);
        Assert.Single(emulator.Recorder.TriggerRuns);
    }
}
