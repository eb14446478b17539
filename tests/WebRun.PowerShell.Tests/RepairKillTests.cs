using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>A batch whose answers are sent back is killed at random points: nothing is paid for twice, and what the journal and the results say is what the service has billed.</summary>
public sealed class RepairKillTests : IDisposable
{
    private static readonly int Rows = TestSize.Of(30, 150);
    private static readonly int Kills = TestSize.Of(4, 50);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_batch_with_repairs_pays_nothing_twice()
    {
        var chance = TestSeed.For(Rows);
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0 });

        // Every second row has an answer that does not fit, and the emulator makes up the next one by the schema.
        var tasks = Enumerable.Range(1, Rows).Select(row => $"row {row} [[duration={chance.Next(1, 60)}ms; cost=0.0{chance.Next(1, 9)}; result={{\"n\":{(row % 2 == 0 ? "\"bad\"" : "1")}}}]]").ToList();
        await File.WriteAllLinesAsync(Path.Combine(_folder.Path, "rows.txt"), tasks, TestContext.Current.CancellationToken);

        for (var kill = 1; kill <= Kills; kill++)
        {
            using var shell = Start(emulator);
            var started = emulator.Recorder.StartedTasks;
            await Eventually.HoldsAsync(() => shell.HasExited || emulator.Recorder.StartedTasks >= started + Math.Max(1, Rows / (Kills + 2)), $"{kill}");
            await Task.Delay(chance.Next(60), TestContext.Current.CancellationToken);
            shell.Kill();
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        using var last = Start(emulator, "; Get-WebRunJournal $path | ForEach-Object { [Console]::Out.WriteLine(\"row $($_.Status) $($_.Attempts) $($_.Usage.Cost)\") }");
        var lines = (await last.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        var what = $"seed {TestSeed.Value}: {string.Join("\n", lines)}";
        var results = lines.Select(line => line.Split('|')).Where(line => line.Length == 4).ToList();
        Assert.True(results.Count == Rows, what);

        // Each row's first task once, and no answer sent back more than once.
        var sent = emulator.Recorder.Tasks;
        var first = sent.Where(task => task.TaskDetails.StartsWith("row ", StringComparison.Ordinal)).ToList();
        Assert.True(first.Select(task => task.TaskDetails).Distinct(StringComparer.Ordinal).Count() == first.Count, what);
        Assert.True(sent.GroupBy(task => task.SessionId, StringComparer.Ordinal).All(session => session.Count() <= 2), what);

        // What is known to the end is what was billed. Of a task whose outcome a kill left unknown, nobody here can know it.
        foreach (var (id, text, cost, attempts) in results.Where(line => line[0] is "Completed" or "InvalidResponse").Select(line => (line[0], line[1], decimal.Parse(line[2], null), int.Parse(line[3], null))))
        {
            var session = first.Single(task => task.TaskDetails == text).SessionId;
            var billed = sent.Where(task => task.SessionId == session).ToList();
            Assert.True(billed.Sum(task => task.Usage.Cost) == cost, $"{text}: {cost} of {billed.Sum(task => task.Usage.Cost)}\n{what}");
            Assert.True(billed.Count == Math.Max(attempts, 1), $"{text}\n{what}");
        }

        Assert.True(results.Any(line => line[0] == "Completed" && line[3] == "2"), what);
        var unknown = results.Where(line => line[0] == "OutcomeUnknown").Select(line => line[1]).ToHashSet(StringComparer.Ordinal);
        var known = first.Where(task => !unknown.Contains(task.TaskDetails)).Select(task => task.SessionId).ToHashSet(StringComparer.Ordinal);
        var journal = lines.Where(line => line.StartsWith("row ", StringComparison.Ordinal) && !line.Contains(" Unknown ", StringComparison.Ordinal) && !line.Contains(" Sending ", StringComparison.Ordinal) && !line.Contains(" Running ", StringComparison.Ordinal)).Sum(line => decimal.Parse(line.Split(' ')[3], null));
        Assert.True(sent.Where(task => known.Contains(task.SessionId)).Sum(task => task.Usage.Cost) == journal, what);
        await Eventually.HoldsAsync(() => emulator.Recorder.Tasks.All(task => task.EndedAt is not null));
    }

    private Process Start(WebRunEmulator emulator, string more = "")
    {
        var start = ExitTests.StartInfo(
            emulator,
            $$"""
            $path = '{{_folder.Path}}/batch.jsonl'
            [System.IO.File]::ReadLines('{{_folder.Path}}/rows.txt') |
                Invoke-WebRunTask -ThrottleLimit 6 -PollInterval 1 -PassThruInput -JournalPath $path -OutputSchema @{ n = 'number' } -RepairAttempts 1 2>&1 3>$null |
                ForEach-Object {
                    $failed = $_ -is [System.Management.Automation.ErrorRecord]; $task = if ($failed) { $_.TargetObject } else { $_ }
                    if ($failed -or -not $task.Error) { [Console]::Out.WriteLine(@($(if ($failed) { $_.FullyQualifiedErrorId.Split(',')[0] } else { $task.Status }), $task.InputObject, $task.Cost, $task.Attempts.Count) -join '|') }
                } {{more}}
            """);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var shell = Process.Start(start)!;
        shell.BeginErrorReadLine();
        return shell;
    }
}
