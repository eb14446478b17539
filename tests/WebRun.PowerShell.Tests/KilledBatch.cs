using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>A batch with a journal in a process of its own, which is killed in the midst of it and begins again.</summary>
internal sealed class KilledBatch : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WebRunEmulator _emulator;
    private readonly string _parameters;

    /// <summary>Prepares it; nothing runs yet.</summary>
    /// <param name="emulator">The service.</param>
    /// <param name="rows">The rows: the task, and the steps after it.</param>
    /// <param name="parameters">More parameters of the command.</param>
    public KilledBatch(WebRunEmulator emulator, IEnumerable<(string Task, string[] Then)> rows, string parameters)
    {
        (_emulator, _parameters) = (emulator, parameters);
        File.WriteAllLines(Path.Combine(_folder.Path, "rows.jsonl"), rows.Select(row => JsonSerializer.Serialize(new { row.Task, row.Then })));
    }

    /// <summary>The file of its journal.</summary>
    public string JournalPath => Path.Combine(_folder.Path, "batch.jsonl");

    public void Dispose() => _folder.Dispose();

    /// <summary>Kills it again and again, each time after it has started some tasks.</summary>
    /// <param name="kills">How often.</param>
    /// <param name="tasks">How many tasks each process may start.</param>
    /// <param name="chance">Chooses the moments.</param>
    /// <returns>The results that came out before.</returns>
    public async Task<IReadOnlyList<KilledRow>> KillAsync(int kills, int tasks, Random chance)
    {
        var results = new List<KilledRow>();
        for (var kill = 1; kill <= kills; kill++)
        {
            var started = _emulator.Recorder.StartedTasks;
            results.AddRange(await KillAsync(() => _emulator.Recorder.StartedTasks >= started + Math.Max(1, tasks), TimeSpan.FromMilliseconds(chance.Next(60))));
        }

        return results;
    }

    /// <summary>Begins it, and kills it at a moment.</summary>
    public async Task<IReadOnlyList<KilledRow>> KillAsync(Func<bool> moment, TimeSpan later = default)
    {
        using var shell = Start("");
        await Eventually.HoldsAsync(() => shell.HasExited || moment());
        await Task.Delay(later, TestContext.Current.CancellationToken);
        shell.Kill();
        return await ReadAsync(shell);
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="more">More parameters.</param>
    public async Task<IReadOnlyList<KilledRow>> RunAsync(string more = "")
    {
        using var shell = Start(more);
        return await ReadAsync(shell);
    }

    private static async Task<IReadOnlyList<KilledRow>> ReadAsync(Process shell)
    {
        // The last line of a killed process may be cut.
        var lines = (await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.TrimEntries);
        return [.. lines.Select(line => line.Split('|')).Where(fields => fields is [.., "end"]).Select(fields =>
            new KilledRow(fields[0], fields[1], decimal.TryParse(fields[2], CultureInfo.InvariantCulture, out var cost) ? cost : 0, int.Parse(fields[3], CultureInfo.InvariantCulture)))];
    }

    private Process Start(string more)
    {
        var start = ExitTests.StartInfo(
            _emulator,
            $$"""
            [System.IO.File]::ReadLines('{{_folder.Path}}/rows.jsonl') | ConvertFrom-Json |
                Invoke-WebRunTask -PollInterval 1 -PassThruInput -JournalPath '{{JournalPath}}' {{_parameters}} {{more}} 2>&1 3>$null |
                ForEach-Object {
                    $failed = $_ -is [System.Management.Automation.ErrorRecord]; $task = if ($failed) { $_.TargetObject } else { $_ }
                    $sent = (@(if ($task.Steps.Count) { $task.Steps } else { $task }) | ForEach-Object { [Math]::Max(1, $_.Attempts.Count) } | Measure-Object -Sum).Sum
                    if ($failed -or -not $task.Error) { [Console]::Out.WriteLine(@($(if ($failed) { $_.FullyQualifiedErrorId.Split(',')[0] } else { $task.Status }), $task.InputObject.Task, $task.Cost, $sent, 'end') -join '|') }
                }
            Get-WebRunJournal '{{JournalPath}}' | ForEach-Object { [Console]::Out.WriteLine("journal|$($_.Status)|$($_.Cost)|$($_.Attempts)|end") }
            """);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var shell = Process.Start(start)!;
        shell.BeginErrorReadLine();
        return shell;
    }
}

/// <summary>What became of a row, as the command says, or the journal does.</summary>
/// <param name="Outcome">Its status, or the id of its error; "journal" for what the journal says.</param>
/// <param name="Task">Its text; for the journal its status.</param>
/// <param name="Cost">What it has cost.</param>
/// <param name="Sent">How many tasks were sent for it.</param>
internal sealed record KilledRow(string Outcome, string Task, decimal Cost, int Sent)
{
    public const string Journal = "journal";
}
