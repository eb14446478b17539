using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>A batch with a journal is killed again and again: no row that was completed runs twice, and every row is accounted for.</summary>
public sealed class BatchKillTests : IDisposable
{
    private static readonly int Rows = TestSize.Of(60, 200);
    private static readonly int Kills = TestSize.Of(3, 20);

    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-batch-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Killed_batch_goes_on_and_runs_nothing_twice()
    {
        var chance = TestSeed.For(Rows);
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromMilliseconds(30) });
        var tasks = Enumerable.Range(1, Rows).Select(row => $"row {row} [[duration={chance.Next(1, 100)}ms]]").ToList();
        await File.WriteAllLinesAsync(Path.Combine(_folder, "rows.txt"), tasks, TestContext.Current.CancellationToken);
        var completed = new HashSet<string>(StringComparer.Ordinal);

        for (var kill = 1; kill <= Kills; kill++)
        {
            using var shell = Start(emulator);
            var started = emulator.Recorder.StartedTasks;
            await Eventually.HoldsAsync(() => shell.HasExited || emulator.Recorder.StartedTasks >= started + (Rows / (Kills + 2)), $"{kill}");
            await Task.Delay(chance.Next(40), TestContext.Current.CancellationToken);
            shell.Kill();
            completed.UnionWith((await LinesOfAsync(shell)).Completed);
        }

        using var last = Start(emulator);
        var (results, unknown) = await LinesOfAsync(last);

        var what = $"seed {TestSeed.Value}: {results.Count} completed, {unknown.Count} unknown, {emulator.Recorder.StartedTasks} started";
        Assert.True(results.Concat(unknown).Order(StringComparer.Ordinal).SequenceEqual(tasks.Order(StringComparer.Ordinal)), what);
        Assert.True(completed.IsSubsetOf(results), what);
        Assert.True(StartsOf(emulator).Values.All(starts => starts == 1), what);
        Assert.True(unknown.Count > 0 && results.Count > Rows / 2, what);

        using var retried = Start(emulator, "-RetryUnknown");
        var (all, left) = await LinesOfAsync(retried);
        Assert.True(all.Order(StringComparer.Ordinal).SequenceEqual(tasks.Order(StringComparer.Ordinal)) && left.Count == 0, what);
        Assert.True(StartsOf(emulator).All(row => row.Value == 1 || (row.Value == 2 && unknown.Contains(row.Key))), what);
    }

    private static Dictionary<string, int> StartsOf(WebRunEmulator emulator) =>
        emulator.Recorder.Tasks.GroupBy(task => task.TaskDetails, StringComparer.Ordinal).ToDictionary(row => row.Key, row => row.Count(), StringComparer.Ordinal);

    /// <summary>The rows that a batch says are completed, and those of which it says that nobody knows.</summary>
    private static async Task<(List<string> Completed, List<string> Unknown)> LinesOfAsync(Process shell)
    {
        var lines = (await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.TrimEntries);
        return (Of("completed "), Of("OutcomeUnknown "));

        List<string> Of(string kind) => [.. lines.Where(line => line.StartsWith(kind, StringComparison.Ordinal) && line.EndsWith(']')).Select(line => line[kind.Length..])];
    }

    private Process Start(WebRunEmulator emulator, string more = "")
    {
        var start = ExitTests.StartInfo(
            emulator,
            $$"""
            [System.IO.File]::ReadLines('{{_folder}}/rows.txt') |
                Invoke-WebRunTask -ThrottleLimit 8 -PollInterval 1 -PassThruInput -JournalPath '{{_folder}}/batch.jsonl' {{more}} 2>&1 |
                ForEach-Object { [Console]::Out.WriteLine($(if ($_.TargetObject) { $_.FullyQualifiedErrorId.Split(',')[0] + ' ' + $_.TargetObject.InputObject } else { "completed $($_.InputObject)" })) }
            """);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var shell = Process.Start(start)!;
        shell.BeginErrorReadLine();
        return shell;
    }
}
