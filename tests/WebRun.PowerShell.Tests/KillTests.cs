using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Processes are killed in the midst of a batch; what they leave, the next one ends.</summary>
public class KillTests
{
    private const int AtOnce = 5;
    private static readonly int Kills = TestSize.Of(5, 50);

    private const string Batch =
        """
        [Console]::Out.WriteLine('begins')
        while ($true) {
            [Console]::Out.WriteLine((New-WebRunSession).SessionId)
            $null = Invoke-WebRunTask 'quick [[duration=1ms]]' -PollInterval 1
            [Console]::Out.WriteLine((Invoke-WebRunTask 'long [[duration=5m]]' -NoWait).SessionId)
            $s = New-WebRunSession
            $null = $s | Send-WebRunTask 'next [[duration=1ms]]' -Wait -PollInterval 1
            $s | Stop-WebRunSession
        }
        """;

    [Fact]
    public async Task Next_process_ends_all_sessions_whose_ids_ever_came()
    {
        var chance = TestSeed.For(0);
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.FromMilliseconds(20), IdleTimeout = TimeSpan.FromHours(1) });
        using var living = Start(emulator, "[Console]::Out.WriteLine((New-WebRunSession).SessionId); [Threading.Thread]::Sleep(-1)");
        var mine = await living.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        var told = new ConcurrentBag<string>();
        for (var killed = 0; killed < Kills; killed += AtOnce)
        {
            var moments = Enumerable.Range(0, AtOnce).Select(number => (Steps: number % 4, Pause: TimeSpan.FromMilliseconds(chance.Next(200)))).ToList();
            await Task.WhenAll(moments.Select(moment => KillAsync(emulator, moment.Steps, moment.Pause, told)));
        }

        var left = emulator.Recorder.OpenSessions;
        var ended = await RunAsync(emulator, "@(Stop-WebRunSession -All -PassThru).Count");

        var isMineOpen = emulator.Recorder.Sessions.Single(s => s.SessionId == mine).IsOpen;
        living.Kill();
        var stillOpen = emulator.Recorder.Sessions.Where(s => s.IsOpen && s.SessionId != mine).Select(s => s.SessionId).ToList();
        Assert.True(stillOpen.TrueForAll(id => !WasKnown(id)), $"Seed {TestSeed.Value}: sessions are left whose ids had come.");
        Assert.True(isMineOpen, $"Seed {TestSeed.Value}: the session of a living process was ended.");
        var toldOf = emulator.Recorder.Sessions.Count(s => told.Contains(s.SessionId));
        Assert.True(toldOf >= Kills && ended >= toldOf, $"Seed {TestSeed.Value}: of {left} sessions that were left, and {toldOf} that were told of, {ended} were ended.");

        bool WasKnown(string id) => told.Contains(id)
            || emulator.Recorder.Requests.Any(r => r.Path.Contains(id, StringComparison.Ordinal) || r.Body.Contains(id, StringComparison.Ordinal))
            || emulator.Recorder.Sockets.Any(s => s.SessionId == id);
    }

    /// <summary>Starts a batch and kills it some time after it has begun, or has told of so many sessions.</summary>
    private static async Task KillAsync(WebRunEmulator emulator, int steps, TimeSpan pause, ConcurrentBag<string> told)
    {
        using var shell = Start(emulator, Batch);

        // The import warns of what the processes before have left.
        string? line;
        do
        {
            line = await shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.NotNull(line);
        }
        while (line != "begins");

        for (var step = 0; step < steps; step++)
        {
            told.Add((await shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
        }

        await Task.Delay(pause, TestContext.Current.CancellationToken);
        shell.Kill();
        while (await shell.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } id)
        {
            told.Add(id);
        }
    }

    private static async Task<int> RunAsync(WebRunEmulator emulator, string command)
    {
        using var shell = Start(emulator, command);
        var output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        return int.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1], CultureInfo.InvariantCulture);
    }

    private static Process Start(WebRunEmulator emulator, string command)
    {
        var start = ExitTests.StartInfo(emulator, command);
        start.RedirectStandardOutput = true;
        return Process.Start(start)!;
    }
}
