using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What stops a batch: what its tasks cost together, and how many of its rows have failed.</summary>
public class BatchLimitTests
{
    [Theory]
    [InlineData("1", "-ThrottleLimit 1", 3)]
    [InlineData("1", "-ThrottleLimit 1 -AsJob | Receive-Job -Wait", 3)]
    [InlineData("0.0004", "-ThrottleLimit 1", 7)]
    [InlineData("3", "-ThrottleLimit 1", 1)]
    [InlineData("0.1", "-ThrottleLimit 4", 7)]
    public async Task Nothing_more_starts_when_the_batch_has_cost_its_limit(string cost, string how, int expected)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"1..7 | ForEach-Object {{ \"row $_ [[duration=1ms; cost={cost}]]\" }} | Invoke-WebRunTask -MaxTotalCost 3 {how}");

        Assert.Equal(expected, result.Output.Count);
        Assert.Equal(expected, emulator.Recorder.Tasks.Count);
        if (expected == 7)
        {
            Assert.Empty(result.Errors);
            return;
        }

        var error = Assert.Single(result.Errors);
        Assert.Equal("BudgetExceeded", error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.StartsWith($"{7 - expected} rows did not start: the tasks of this batch have cost $", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(expected + 1, 7 - expected).Select(row => $"row {row} [[duration=1ms; cost={cost}]]"), ((object[])error.TargetObject).Select(row => row.ToString()));
    }

    [Fact]
    public async Task What_runs_when_the_limit_is_reached_is_stopped_and_is_an_error_of_its_own()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("'a [[duration=60s; cost=60]]', 'b [[duration=60s; cost=60]]', 'c [[duration=1ms]]' | Invoke-WebRunTask -MaxTotalCost 1 -ThrottleLimit 2 -PollInterval 1");

        Assert.Empty(result.Output);
        Assert.Equal(3, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.Equal("BudgetExceeded", error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(2, result.Errors.Count(error => PSObject.AsPSObject(error.TargetObject).Properties["Cost"]?.Value is > 0m));
        Assert.StartsWith("1 row did not start", result.Errors[^1].ToString(), StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task What_is_over_the_limit_although_all_has_run_is_told()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        // Only the event of its end tells what it has cost: a poll could show that while it is still running.
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, PathPrefix = "/task/", Count = 1000 });

        var result = engine.Run("'a [[duration=1ms; cost=2]]' | Invoke-WebRunTask -MaxTotalCost 0.5");

        Assert.Equal("The tasks of this command have cost $2.0000, $1.5000 more than -MaxTotalCost allows: they ended before they could be stopped.", Assert.Single(result.Streams.Warning).Message);
    }

    [Theory]
    [InlineData("-Then 'b [[duration=1ms]]' -MaxTotalCost 1", "Step 2 of 2 was not started: The tasks of this batch have cost $1.0000, and -MaxTotalCost is $1.0000.")]
    [InlineData("-RepairAttempts 2 -Assert { throw 'No' } -MaxTotalCost 1", "is not as asserted: No. It was not sent back: The tasks of this batch have cost $1.0000, and -MaxTotalCost is $1.0000.")]
    public async Task No_step_and_no_repair_begins_when_the_batch_has_cost_its_limit(string how, string error)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"'a [[duration=1ms; cost=1]]', 'c' | Invoke-WebRunTask {how} -ThrottleLimit 1");

        Assert.Equal(2, result.Errors.Count);
        Assert.Contains(error, result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.StartsWith("1 row did not start", result.Errors[1].ToString(), StringComparison.Ordinal);
        Assert.Equal(1, emulator.Recorder.StartedTasks);
    }

    [Theory]
    [InlineData("-MaxCost 1")]
    [InlineData("-MaxTotalCost 3")]
    public async Task A_limit_holds_for_all_that_starts_at_once_while_the_service_holds_its_answers_back(string limit)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { SessionLimit = 0 });
        using var engine = new Engine(emulator);

        var result = engine.Run($"1..3 | ForEach-Object {{ \"$_ [[duration=60s; cost=60]]\" }} | Invoke-WebRunTask {limit} -PollInterval 1 -ThrottleLimit 3");

        Assert.Equal(3, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.StartsWith("BudgetExceeded", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Theory]
    [InlineData("{0} | Invoke-WebRunTask -MaxFailures 2 -ThrottleLimit 1")]
    [InlineData("{0} | Invoke-WebRunTask -MaxFailures 2 -ThrottleLimit 1 -AsJob | Receive-Job -Wait")]
    public async Task Nothing_more_starts_after_so_many_failures(string command)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run(string.Format(null, command, "'a [[fail=X; duration=1ms]]', 'b [[duration=1ms]]', 'c [[fail=X; duration=1ms]]', 'd', 'e'"));

        Assert.Single(result.Output);
        Assert.Equal(["TaskFailed", "TaskFailed", "TooManyFailures"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.StartsWith("2 rows did not start: 2 rows have failed, and -MaxFailures is 2.", result.Errors[2].ToString(), StringComparison.Ordinal);
        Assert.Equal(3, emulator.Recorder.Tasks.Count);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ Name = 'no task' }", "InvalidParameter")]
    [InlineData("[pscustomobject]@{ TaskDetails = 'x [[duration=1ms; result=1]]'; OutputSchema = '{\"type\":\"array\"}' }", "InvalidResponse")]
    [InlineData("'x' | ForEach-Object { [pscustomobject]@{ TaskDetails = $_; MaxCost = 'much' } }", "InvalidParameter")]
    public async Task A_row_that_cannot_start_or_whose_answer_is_refused_has_failed(string row, string id)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"@({row}; 'second') | Invoke-WebRunTask -MaxFailures 1 -ThrottleLimit 1");

        Assert.Equal([id, "TooManyFailures"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(id == "InvalidResponse" ? 1 : 0, result.Output.Count);
        Assert.Equal("second", Assert.Single((object[])result.Errors[1].TargetObject).ToString());
    }

    [Fact]
    public async Task What_runs_when_too_many_have_failed_comes_to_its_end()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("'a [[duration=2s]]', 'b [[fail=X; duration=1ms]]', 'c' | Invoke-WebRunTask -MaxFailures 1 -ThrottleLimit 2");

        Assert.Single(result.Output);
        Assert.Equal(["TaskFailed", "TooManyFailures"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Theory]
    [InlineData("-MaxTotalCost 2", "cost=1", "BudgetExceeded")]
    [InlineData("-MaxFailures 2", "fail=X; cost=1", "TooManyFailures")]
    public async Task With_a_journal_the_next_run_goes_on_with_the_rows_that_did_not_start(string limit, string directive, string id)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var journal = Path.Combine(Directory.CreateTempSubdirectory().FullName, "batch.jsonl");
        List<int> started = [];
        List<bool> hasError = [];
        for (var run = 0; run < 4; run++)
        {
            var result = engine.Run($"1..5 | ForEach-Object {{ \"row $_ [[duration=1ms; {directive}]]\" }} | Invoke-WebRunTask {limit} -ThrottleLimit 1 -JournalPath '{journal}' -WarningAction Ignore");
            started.Add(emulator.Recorder.Tasks.Count);
            hasError.Add(result.Errors.Any(error => error.FullyQualifiedErrorId.StartsWith(id, StringComparison.Ordinal)));
            Assert.Equal(run >= 2, File.ReadAllText(journal).Contains("\"ended\"", StringComparison.Ordinal));
        }

        Assert.Equal([2, 4, 5, 5], started);
        Assert.Equal([true, true, false, false], hasError);
    }

    [Theory]
    [InlineData("-MaxTotalCost 0")]
    [InlineData("-MaxTotalCost -1")]
    [InlineData("-MaxTotalCost '0,5'")]
    [InlineData("-MaxTotalCost NaN")]
    [InlineData("-MaxTotalCost $undefined")]
    [InlineData("-MaxFailures 0")]
    [InlineData("-MaxFailures 1.5")]
    [InlineData("-MaxFailures -3")]
    [InlineData("-MaxFailures 3 -NoWait")]
    public async Task A_limit_that_cannot_be_one_is_refused_before_anything_is_sent(string limit)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run($"'a', 'b' | Invoke-WebRunTask {limit}");

        Assert.NotEmpty(result.Errors);
        Assert.Empty(emulator.Recorder.Tasks);
    }

    [Fact]
    public async Task First_row_that_comes_to_be_sent_after_others_waits_for_what_they_have_reserved_of_the_day()
    {
        await using var emulator = await StartAsync();
        emulator.Faults.Add(new Fault { Kind = FaultKind.Delay, PathPrefix = "/files", Delay = TimeSpan.FromMilliseconds(700) });
        using var folder = new TemporaryFolder();
        using var engine = new Engine(emulator);
        engine.Set("uri", emulator.BaseUri);
        engine.Set("file", Path.Combine(folder.Path, "a.txt"));

        var result = engine.Run("""
            Set-Content $file x; $null = Connect-WebRun $env:CANARY_KEY -BaseUri $uri -DailyLimit 1
            $rows = @(@{ Task = 'first [[duration=1ms; cost=0.02]]'; File = $file }) + (1..6 | ForEach-Object { @{ Task = "row $_ [[duration=1500ms; cost=0.02]]" } })
            $rows | Invoke-WebRunTask -MaxCost 0.3
            """).MustSucceed();

        Assert.Equal((7, 7), (result.Output.Count, emulator.Recorder.StartedTasks));
    }

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
}
