using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>A batch with a journal is killed again and again: nothing is paid for twice, every row is accounted for, and what the results and the journal say is what the service has billed.</summary>
public class BatchKillTests
{
    private static readonly int Rows = TestSize.Of(60, 200);
    private static readonly int Kills = TestSize.Of(3, 20);
    private static readonly int KillsOfSteps = TestSize.Of(4, 50);

    // However slow the machine is, a kill leaves no more rows unknown than run at once: some rows are left for the last run.
    private const int AtOnce = 3;
    private static readonly int RowsOfSteps = (KillsOfSteps * AtOnce) + 20;

    [Fact]
    public async Task Killed_batch_goes_on_and_runs_nothing_twice()
    {
        var chance = TestSeed.For(Rows);
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromMilliseconds(30) });
        var tasks = Enumerable.Range(1, Rows).Select(row => $"row {row} [[duration={chance.Next(1, 100)}ms]]").ToList();
        using var batch = new KilledBatch(emulator, tasks.Select(task => (task, Array.Empty<string>())), "-ThrottleLimit 4");

        var completed = Of("Completed", await batch.KillAsync(Kills, Rows / (Kills + 2), chance));
        var last = await batch.RunAsync();

        var (results, unknown) = (Of("Completed", last), Of("OutcomeUnknown", last));
        var what = $"seed {TestSeed.Value}: {results.Count} completed, {unknown.Count} unknown, {emulator.Recorder.StartedTasks} started";
        Assert.True(results.Concat(unknown).Order(StringComparer.Ordinal).SequenceEqual(tasks.Order(StringComparer.Ordinal)), what);
        Assert.True(completed.All(results.Contains), what);
        Assert.True(StartsOf(emulator).Values.All(starts => starts == 1), what);
        Assert.True(results.Count > Rows / 2, what);

        var retried = await batch.RunAsync("-RetryUnknown");
        Assert.True(Of("Completed", retried).Order(StringComparer.Ordinal).SequenceEqual(tasks.Order(StringComparer.Ordinal)), what);
        Assert.True(StartsOf(emulator).All(row => row.Value == 1 || (row.Value == 2 && unknown.Contains(row.Key))), what);
    }

    [Fact]
    public async Task Killed_batch_with_steps_and_repairs_pays_nothing_twice()
    {
        var chance = TestSeed.For(RowsOfSteps);
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, Balance = 1000 });

        // Every second row has an answer that does not fit, and the emulator makes up the next one by the schema; every third ends after its first task, and the others have one or two steps more.
        var rows = Enumerable.Range(1, RowsOfSteps).Select(row => (Does($"row {row}", row, row % 3), Enumerable.Range(1, row % 3).Select(step => Does($"step {step} of row {row}", row, (row % 3) - step)).ToArray())).ToList();
        using var batch = new KilledBatch(emulator, rows, $"-ThrottleLimit {AtOnce} -OutputSchema @{{ n = 'number' }} -RepairAttempts 1");

        await batch.KillAsync(KillsOfSteps, RowsOfSteps * 2 / (KillsOfSteps + 2), chance);
        var all = await batch.RunAsync();

        var (results, journal) = (all.Where(row => row.Outcome != KilledRow.Journal).ToList(), all.Where(row => row.Outcome == KilledRow.Journal).ToList());
        var what = $"seed {TestSeed.Value}: {string.Join("\n", all)}";
        Assert.True(results.Count == RowsOfSteps && journal.Count == RowsOfSteps, $"{results.Count} results, {journal.Count} in the journal. {what}");

        // Each task once, and no answer sent back more than once.
        var sent = emulator.Recorder.Tasks;
        var bySession = sent.ToLookup(task => task.SessionId, StringComparer.Ordinal);
        Assert.True(sent.Where(task => !IsRepair(task)).GroupBy(task => task.TaskDetails, StringComparer.Ordinal).All(same => same.Count() == 1), $"A task was sent twice. {what}");
        Assert.True(bySession.All(session => session.Count(IsRepair) <= 1), $"An answer was sent back twice. {what}");
        var sessions = sent.Where(task => task.TaskDetails.StartsWith("row ", StringComparison.Ordinal)).ToDictionary(task => task.TaskDetails, task => bySession[task.SessionId].ToList(), StringComparer.Ordinal);

        // Each row has its tasks in its one session, in their order.
        Assert.True(rows.Where(row => sessions.ContainsKey(row.Item1)).All(row => sessions[row.Item1].Where(task => !IsRepair(task)).Select(task => task.TaskDetails).SequenceEqual(row.Item2.Prepend(row.Item1).Take(sessions[row.Item1].Count(task => !IsRepair(task))))), $"A row does not have its tasks in order. {what}");

        // What is known to the end is what was billed. Of a row whose outcome a kill left unknown, nobody here can know it.
        foreach (var row in results.Where(row => row.Outcome != "OutcomeUnknown"))
        {
            var billed = sessions[row.Task];
            Assert.True(billed.Sum(task => task.Usage.Cost) == row.Cost && billed.Count == row.Sent, $"{row}: {string.Join(", ", billed.Select(task => $"{task.TaskDetails} {task.Usage.Cost}"))}\n{what}");
        }

        Assert.True(results.Any(row => row is { Outcome: "Completed", Sent: >= 3 }), $"No row has completed with three tasks. {what}");
        var unknown = results.Where(row => row.Outcome == "OutcomeUnknown").Select(row => row.Task).ToHashSet(StringComparer.Ordinal);
        var known = sessions.Where(row => !unknown.Contains(row.Key)).Sum(row => row.Value.Sum(task => task.Usage.Cost));
        Assert.True(known == journal.Where(row => row.Task is not ("Unknown" or "Sending" or "Running")).Sum(row => row.Cost), $"The journal does not match what was billed, {known}. {what}");
        await Eventually.HoldsAsync(() => emulator.Recorder.Tasks.All(task => task.EndedAt is not null));

        string Does(string name, int row, int after) =>
            $"{name} [[duration={chance.Next(1, 60)}ms; cost=0.0{chance.Next(1, 9)}; result={{\"n\":{(after == 0 && row % 2 == 0 ? "\"bad\"" : "1")}}}]]";
    }

    [Fact]
    public async Task Row_goes_on_with_the_steps_that_are_left_in_the_session_that_a_killed_process_left()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
        using var batch = new KilledBatch(emulator, [("one [[duration=1ms; cost=0.01]]", ["two [[duration=3s; cost=0.02]]", "three [[duration=1ms; cost=0.04]]"])], "");

        using var engine = new Engine();
        await batch.KillAsync(() => emulator.Recorder.Tasks is [_, var second] && engine.Run($"(Get-WebRunJournal '{batch.JournalPath}').TaskId").MustSucceed().Output.Any(taskId => taskId?.ToString() == second.TaskId));
        var result = (await batch.RunAsync())[0];

        Assert.Equal(("Completed", 0.07m, 3), (result.Outcome, result.Cost, result.Sent));
        Assert.Equal(["one", "two", "three"], emulator.Recorder.Tasks.Select(task => task.TaskDetails.Split(' ')[0]));
        Assert.Single(emulator.Recorder.Sessions);
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    [Fact]
    public async Task Row_whose_next_step_may_run_ends_the_session_that_a_killed_process_left()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });
        using var batch = new KilledBatch(emulator, [("one [[duration=3s; cost=0.01]]", ["two [[duration=5m]]", "three [[duration=1ms]]"])], "");

        using var engine = new Engine();
        await batch.KillAsync(() => emulator.Recorder.Tasks is [var first] && engine.Run($"(Get-WebRunJournal '{batch.JournalPath}').TaskId").MustSucceed().Output.Any(taskId => taskId?.ToString() == first.TaskId));
        emulator.Faults.Add(new Fault { Kind = FaultKind.CutAfter, PathPrefix = "/start/send-message" });
        var result = (await batch.RunAsync())[0];

        Assert.Equal("OutcomeUnknown", result.Outcome);
        Assert.Equal(["one", "two"], emulator.Recorder.Tasks.Select(task => task.TaskDetails.Split(' ')[0]));
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
    }

    private static bool IsRepair(TaskRecord task) => task.TaskDetails.StartsWith("Your last answer", StringComparison.Ordinal);

    private static List<string> Of(string outcome, IEnumerable<KilledRow> rows) => [.. rows.Where(row => row.Outcome == outcome).Select(row => row.Task)];

    private static Dictionary<string, int> StartsOf(WebRunEmulator emulator) =>
        emulator.Recorder.Tasks.GroupBy(task => task.TaskDetails, StringComparer.Ordinal).ToDictionary(row => row.Key, row => row.Count(), StringComparer.Ordinal);
}
