using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Work that PowerShell's own remoting spreads among machines, over SSH.</summary>
public class SshTests
{
    private const int Rows = 30;

    public static TheoryData<string, bool, bool, int> Interruptions { get; } = TestSize.Of<TheoryData<string, bool, bool, int>>(
        new() { { "INT", true, true, 1 } },
        new() { { "INT", true, true, 3 }, { "INT", true, false, 1 }, { "KILL", false, true, 1 } });

    [Fact]
    public async Task Rows_of_a_CSV_run_once_each_on_three_machines_and_their_cost_comes_back()
    {
        await using var emulator = await StartAsync(TimeSpan.FromMilliseconds(200));
        await using var machines = await SshMachines.StartAsync(emulator, 3);
        var csv = Path.Combine(machines.Folder, "rows.csv");
        await File.WriteAllLinesAsync(csv, ["Row,TaskDetails", .. Enumerable.Range(1, Rows).Select(row => $"{row},row {row} [[duration=10ms; cost=0.0{row}]]")], TestContext.Current.CancellationToken);
        var batch =
            $$"""
            $ssh = {{machines.Parameters}}
            $rows = Import-Csv '{{csv}}'
            $machines = {{string.Join(", ", machines.Addresses.Select(address => $"'{address}'"))}}
            foreach ($try in 1, 2) {
                $results = Invoke-Command @ssh {
                    $place = ($using:machines).IndexOf(($env:SSH_CONNECTION -split ' ')[2])
                    $using:rows | Where-Object { $_.Row % 3 -eq $place } | Invoke-WebRunTask -JournalPath $env:WEBRUN_STATE_PATH/rows.jsonl -WarningAction Ignore
                }
                $cost = $results | Measure-WebRunCost
                $shares = $results | Group-Object PSComputerName | Sort-Object Name | ForEach-Object { "$($_.Name): $($_.Count)" }
                "$($cost.Count) tasks, $($cost.Completed) completed, `$$($cost.Cost), $($cost.TotalTokens) tokens, `$$($cost.CostFromJournal) earlier; $($shares -join ', ')"
            }
            """;

        await using var caller = RealShell.Start(emulator, batch);
        await caller.ExitAsync();

        var tasks = emulator.Recorder.Tasks;
        var (cost, tokens) = (tasks.Sum(task => task.Usage.Cost), tasks.Sum(task => task.Usage.PromptTokens + task.Usage.CompletionTokens));
        string Total(string spent) => $"{Rows} tasks, {Rows} completed, {spent}; 127.0.0.1: 10, 127.0.0.2: 10, 127.0.0.3: 10";
        Assert.Equal([], caller.Errors);
        Assert.Equal([Total(FormattableString.Invariant($"${cost}, {tokens} tokens, $0 earlier")), Total(FormattableString.Invariant($"$0, 0 tokens, ${cost} earlier"))], caller.Output);
        Assert.Equal((Rows, Rows), (tasks.Count, tasks.DistinctBy(task => task.TaskDetails).Count()));
        Assert.All(machines.StatePaths, path => Assert.True(File.Exists(Path.Combine(path, "rows.jsonl"))));
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Script_of_the_help_runs_a_batch_on_three_machines()
    {
        await using var emulator = await StartAsync(TimeSpan.Zero);
        await using var machines = await SshMachines.StartAsync(emulator, 3);
        await File.WriteAllLinesAsync(Path.Combine(machines.Folder, "shops.csv"), ["TaskDetails", .. Enumerable.Range(1, Rows).Select(row => $"row {row} [[duration=10ms; cost=0.0{row}]]")], TestContext.Current.CancellationToken);
        var script = ExampleScriptTests.Scripts["A batch on three machines"].Replace("'web1', 'web2', 'web3'", "$ssh.HostName", StringComparison.Ordinal).Replace("~/shops", "$env:WEBRUN_STATE_PATH/shops", StringComparison.Ordinal);

        await using var caller = RealShell.Start(
            emulator,
            $$"""
            $ssh = {{machines.Parameters}}; Set-Location '{{machines.Folder}}'; [cultureinfo]::CurrentCulture = 'de-DE'
            'KeyFilePath', 'Options' | ForEach-Object { $PSDefaultParameterValues["Invoke-Command:$_"] = $ssh.$_ }
            {{script.TrimEnd()}} | ForEach-Object { "$($_.Count) tasks, $($_.Completed) completed, $($_.Cost)" }
            """);
        await caller.ExitAsync();

        Assert.Equal([], caller.Errors);
        Assert.Equal([FormattableString.Invariant($"{Rows} tasks, {Rows} completed, {emulator.Recorder.Tasks.Sum(task => task.Usage.Cost)}")], caller.Output);
        Assert.Equal(Rows, emulator.Recorder.Tasks.DistinctBy(task => task.TaskDetails).Count());
    }

    /// <summary>A terminal sends Ctrl+C to the ssh processes too, any other program to the caller alone.</summary>
    [Theory]
    [MemberData(nameof(Interruptions))]
    public async Task Interrupted_caller_leaves_no_session_open_on_any_machine(string signal, bool toCaller, bool toSsh, int count)
    {
        // A request that is in flight has not named its session yet.
        await using var emulator = await StartAsync(TimeSpan.FromSeconds(2));
        await using var machines = await SshMachines.StartAsync(emulator, count);
        await using var caller = RealShell.Start(
            emulator,
            $"$ssh = {machines.Parameters}; Invoke-Command @ssh {{ $null = New-WebRunSession; Invoke-WebRunTask 'x [[duration=5m]]' }}",
            hearsInterrupt: true);
        await caller.UntilAsync(() => emulator.Recorder.StartedTasks == count);
        Assert.Equal(2 * count, emulator.Recorder.OpenSessions);

        await Signals.SendAsync(signal, [.. toCaller ? [caller.Id] : Array.Empty<int>(), .. toSsh ? await ChildrenAsync(caller.Id) : []]);

        await caller.ExitAsync();
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0);
        await Eventually.HoldsAsync(() => machines.StatePaths.All(path => Directory.GetFiles(Path.Combine(path, "sessions")).Length == 0));
        Assert.All(emulator.Recorder.Sessions, session => Assert.Equal("terminated", session.EndReason));
    }

    private static async Task<IReadOnlyList<int>> ChildrenAsync(int processId)
    {
        var (output, _) = await Child.RunAsync("pgrep", "-P", $"{processId}", "-x", "ssh");
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
    }

    private static Task<WebRunEmulator> StartAsync(TimeSpan inlineWindow) =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = inlineWindow });
}
