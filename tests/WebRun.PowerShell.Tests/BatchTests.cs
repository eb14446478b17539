using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Many tasks out of one pipeline.</summary>
public class BatchTests
{
    [Fact]
    public async Task Input_is_taken_only_as_there_is_room_and_a_stop_ends_all_at_the_service()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        var taken = new List<object>();
        engine.Set("taken", taken);
        using var shell = engine.Create("& { for ($i = 1; $true; $i++) { $taken.Add($i); \"t$i [[duration=5m]]\" } } | Invoke-WebRunTask -ThrottleLimit 7");

        shell.BeginInvoke();
        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 7);
        shell.Stop();

        Assert.Equal(7, taken.Count);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        Assert.Equal(7, emulator.Recorder.StartedTasks);
    }

    [Theory]
    [InlineData("Select-Object -First 1")]
    [InlineData("ForEach-Object { throw 'downstream' }")]
    public async Task Who_wants_no_more_ends_the_others_at_the_service(string next)
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        engine.Run($"& {{ 'quick [[duration=1ms]]'; while ($true) {{ 'slow [[duration=5m]]' }} }} | Invoke-WebRunTask -ThrottleLimit 3 -PollInterval 1 | {next}");

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        Assert.InRange(emulator.Recorder.StartedTasks, 1, 4);
    }

    [Fact]
    public async Task Results_come_as_they_are_there_each_with_its_input()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var first = engine.Run(
            """
            [pscustomobject]@{ TaskDetails = 'slow [[duration=5m]]'; Row = 1 },
            [pscustomobject]@{ TaskDetails = 'quick [[duration=1ms]]'; Row = 2 } | Invoke-WebRunTask -PassThruInput | Select-Object -First 1
            """);

        var input = (PSObject)first.Single.Properties["InputObject"].Value;
        Assert.Equal((2, "quick [[duration=1ms]]"), (input.Properties["Row"].Value, first["TaskDetails"]));
    }

    [Fact]
    public async Task Limit_of_one_keeps_the_order_of_the_input()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("5..1 | ForEach-Object { \"t [[duration=$($_ * 20)ms; result=$_]]\" } | Invoke-WebRunTask -ThrottleLimit 1").MustSucceed();

        Assert.Equal(["5", "4", "3", "2", "1"], result.Output.Select(o => o.Properties["Message"].Value));
    }

    [Fact]
    public async Task Failed_task_does_not_keep_the_others_from_running_and_its_error_tells_its_input()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("1..6 | ForEach-Object { [pscustomobject]@{ Task = if ($_ -eq 3) { 'bad [[fail=PAGE_CRASH]]' } else { \"good $_\" }; Row = $_ } } | Invoke-WebRunTask -PassThruInput");

        Assert.Equal(["1", "2", "4", "5", "6"], result.Output.Select(Row).Order(StringComparer.Ordinal));
        var error = Assert.Single(result.Errors);
        var target = PSObject.AsPSObject(error.TargetObject);
        Assert.Equal("TaskFailed,WebRun.PowerShell.InvokeWebRunTaskCommand", error.FullyQualifiedErrorId);
        Assert.Equal(("Failed", "3"), (target.Properties["Status"].Value.ToString(), Row(target)));

        static string Row(PSObject about) => ((PSObject)about.Properties["InputObject"].Value).Properties["Row"].Value.ToString()!;
    }

    [Fact]
    public async Task Error_that_stops_ends_the_others_at_the_service()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("'slow [[duration=5m]]', 'bad [[duration=1ms; fail=PAGE_CRASH]]', 'slow [[duration=5m]]' | Invoke-WebRunTask -ErrorAction Stop");

        Assert.Equal("TaskFailed", result.Errors[^1].FullyQualifiedErrorId.Split(',')[0]);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task Where_the_plan_allows_fewer_sessions_fewer_run_and_no_row_is_lost()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 2, DefaultTaskDuration = TimeSpan.FromMilliseconds(50) });
        using var engine = new Engine(emulator);

        var result = engine.Run("1..24 | ForEach-Object { \"t$_\" } | Invoke-WebRunTask -ThrottleLimit 8").MustSucceed();

        var refused = emulator.Recorder.Requests.Count(r => r.Status == 429);
        Assert.Equal((24, 24), (result.Output.Count, emulator.Recorder.StartedTasks));
        Assert.InRange(refused, 1, 12);
    }

    [Fact]
    public async Task Service_without_a_free_browser_is_asked_again_when_one_may_be_free()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, PathPrefix = "/start/", Count = 3 });

        var result = engine.Run("1..10 | ForEach-Object { \"t$_\" } | Invoke-WebRunTask").MustSucceed();

        Assert.Equal((10, 10), (result.Output.Count, emulator.Recorder.StartedTasks));
    }

    [Fact]
    public async Task Progress_counts_what_is_done_and_tells_the_time_left()
    {
        await using var emulator = await StartAsync();
        using var engine = new Engine(emulator);

        var result = engine.Run("'a [[duration=1ms]]', 'b [[duration=1ms; fail=PAGE_CRASH]]', 'c [[duration=2s]]', 'd [[duration=2s]]' | Invoke-WebRunTask -PollInterval 1 -ExpectedCount 4 -ErrorAction SilentlyContinue");

        var pictures = result.Streams.Progress.Where(p => p.RecordType == ProgressRecordType.Processing).ToList();
        Assert.Contains(pictures, p => p.StatusDescription.StartsWith("1 done, 1 failed, 2 running, ", StringComparison.Ordinal) && p.StatusDescription.Contains(" so far: ", StringComparison.Ordinal) && p is { PercentComplete: 50, SecondsRemaining: >= 0 });
        Assert.Equal(ProgressRecordType.Completed, result.Streams.Progress[^1].RecordType);

        // Each says something new: a terminal is asked where its cursor is for every one of them.
        var texts = result.Streams.Progress.Select(p => p.ToString()).ToList();
        Assert.DoesNotContain(texts.Zip(texts.Skip(1)), pair => pair.First == pair.Second);
    }

    [Fact]
    public async Task What_waits_for_the_rate_limit_is_in_the_progress_and_is_not_refused()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 4, SessionLimit = 0, DefaultTaskDuration = TimeSpan.FromMilliseconds(20) });

        // While all sessions have a link, the place that is kept for ending them would be given to a second row.
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, PathPrefix = "/socket.io/", Count = 100 });
        using var engine = new Engine(emulator);
        engine.Run("Invoke-WebRunTask 'tells the limit'").MustSucceed();
        using var shell = engine.Create("1..5 | ForEach-Object { \"t$_\" } | Invoke-WebRunTask");

        shell.BeginInvoke();
        await Eventually.HoldsAsync(() => shell.Streams.Progress.ToList().Exists(p => p.StatusDescription.StartsWith("1 done, 0 running, 4 waiting ", StringComparison.Ordinal) && p.StatusDescription.Contains(" for the rate limit", StringComparison.Ordinal)));
        shell.Stop();

        Assert.Equal((2, 0), (emulator.Recorder.StartedTasks, emulator.Recorder.Requests.Count(r => r.Status == 429)));
    }

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions
    {
        RateLimit = 0,
        SessionLimit = 0,
        InlineWindow = TimeSpan.FromMilliseconds(100),
        DefaultTaskDuration = TimeSpan.FromMilliseconds(20),
    });
}
