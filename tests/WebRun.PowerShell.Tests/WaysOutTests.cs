using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>
/// Whichever way a command ends, and whatever it was doing then: a session of its own ends with it, and of any other the user
/// knows. 218 runs in full. How a process can end is in <see cref="ExitTests"/> and <see cref="KillTests"/>.
/// </summary>
public class WaysOutTests
{
    private static readonly int Rounds = TestSize.Of(1, 5);

    public enum Way
    {
        CtrlC,
        StopJob,
        CloseRunspace,
        EarlyStop,
        ErrorDownstream,
        RemoveModule,
        Timeout,
    }

    public enum Phase
    {
        BeforeTheRequest,
        InFlight,
        Waiting,
        After,
        AnyMoment,
    }

    /// <summary>The commands, and whether the session is the command's own.</summary>
    private static readonly Dictionary<string, bool> Commands = new(StringComparer.Ordinal)
    {
        ["Invoke-WebRunTask 'x [[duration=TIME]]' -PollInterval 1 TIMEOUT"] = true,
        ["Invoke-WebRunTask 'x [[duration=TIME]]' -PollInterval 1 TIMEOUT -Live"] = true,
        ["Invoke-WebRunTask 'x [[duration=TIME]]' -NoWait"] = false,
        ["New-WebRunSession"] = false,
        ["$s | Send-WebRunTask 'x [[duration=TIME]]'"] = false,
        ["$s | Send-WebRunTask 'x [[duration=TIME]]' -Wait -PollInterval 1 TIMEOUT"] = false,
        ["$s | Send-WebRunTask 'x [[duration=TIME]]' | Wait-WebRunTask -PollInterval 1 TIMEOUT"] = false,
    };

    public static TheoryData<Way, string> Rows { get; } = new(
        from way in Enum.GetValues<Way>()
        from command in Commands.Keys
        where way != Way.Timeout || command.Contains("TIMEOUT", StringComparison.Ordinal)
        select (way, command));

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task No_session_is_left_that_nobody_knows(Way way, string command)
    {
        Phase[] phases = way switch
        {
            Way.Timeout => [Phase.InFlight, Phase.Waiting],
            Way.EarlyStop or Way.ErrorDownstream or Way.RemoveModule => [Phase.After],
            _ => [Phase.BeforeTheRequest, Phase.InFlight, Phase.Waiting, Phase.After, .. Enumerable.Repeat(Phase.AnyMoment, Rounds)],
        };
        var chance = TestSeed.For(command.Length + (int)way);
        foreach (var phase in phases)
        {
            var moment = TimeSpan.FromMilliseconds(chance.Next(300));
            await using var emulator = await StartAsync();
            var isHandedOver = await LeaveAsync(emulator, way, phase, command, moment);

            // What was stopped in flight came to nobody, so nobody could end it.
            using var user = new Engine(emulator);
            var what = $"{way}, {phase} after {moment.TotalMilliseconds} ms, {command}, seed {TestSeed.Value}";
            var mayBeOpen = !Commands[command] && (isHandedOver || phase != Phase.InFlight || command.StartsWith("$s", StringComparison.Ordinal));
            await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0 || (mayBeOpen && Unknown(emulator, user).Length == 0), what);
            Assert.True(emulator.Recorder.StartedTasks <= 1, what);

            user.Run("Stop-WebRunSession -All").MustSucceed();
            await Eventually.HoldsAsync(() => emulator.Recorder.OpenSessions == 0 && user.Run("Get-WebRunSession").Output.Count == 0, what);
        }
    }

    /// <summary>Lets a command end in one way, in the midst of one thing; true when something had come out of it.</summary>
    private static async Task<bool> LeaveAsync(WebRunEmulator emulator, Way way, Phase phase, string command, TimeSpan moment)
    {
        using var engine = new Engine(emulator);
        using var taken = new ManualResetEventSlim();
        engine.Set("taken", taken);
        using var begun = new ManualResetEventSlim();
        engine.Set("begun", begun);
        engine.Run(command.Contains("$s", StringComparison.Ordinal) ? "$s = New-WebRunSession" : "$s = $null").MustSucceed();
        if (phase == Phase.InFlight)
        {
            emulator.Faults.Add(new Fault { Kind = FaultKind.Delay, Delay = TimeSpan.FromMilliseconds(500), PathPrefix = command.Contains("Wait-WebRunTask", StringComparison.Ordinal) ? "/task/" : "/start/" });
        }

        using var shell = engine.Create(Script(way, phase, command));
        using var output = new PSDataCollection<PSObject>();
        switch (way)
        {
            case Way.StopJob:
                engine.Run(AsJob(Script(way, phase, command), emulator)).MustSucceed();

                // A job that is stopped while its runspace opens brings the engine itself down.
                await Eventually.HoldsAsync(() => begun.IsSet, "begun");
                await ComeToAsync(phase, command, emulator, taken, moment);
                engine.Run("$job | Stop-Job").MustSucceed();
                return engine.Run("$job | Receive-Job").Output.Count > 0;
            case Way.CtrlC:
                shell.BeginInvoke<PSObject, PSObject>(null, output);
                await ComeToAsync(phase, command, emulator, taken, moment);
                shell.Stop();
                return output.Count > 0;
            case Way.CloseRunspace:
                shell.BeginInvoke<PSObject, PSObject>(null, output);
                await ComeToAsync(phase, command, emulator, taken, moment);
                engine.Dispose();
                return output.Count > 0;
            default:
                return Engine.Run(shell).Output.Count > 0;
        }
    }

    private static string Script(Way way, Phase phase, string command)
    {
        var script = command
            .Replace("TIME]", phase == Phase.After ? "1ms]" : "1m]", StringComparison.Ordinal)
            .Replace("TIMEOUT", way == Way.Timeout ? "-Timeout 0.3" : "", StringComparison.Ordinal);
        return script + (way, phase) switch
        {
            (Way.EarlyStop, _) => " | Select-Object -First 1",
            (Way.ErrorDownstream, _) => " | ForEach-Object { throw 'downstream' }",
            (Way.RemoveModule, _) => " | ForEach-Object { Remove-Module WebRun.PowerShell }",
            (_, Phase.After) => " | ForEach-Object { $taken.Set(); while ($true) { [Threading.Thread]::Sleep(5) } }",
            _ => "",
        };
    }

    private static string AsJob(string script, WebRunEmulator emulator) =>
        $$"""
        $job = 1 | ForEach-Object -AsJob -Parallel {
            $taken = $using:taken; $s = $using:s; ($using:begun).Set()
            Import-Module '{{Engine.Manifest}}'; Connect-WebRun {{Engine.Key}} -BaseUri {{emulator.BaseUri}}
            {{script}}
        }
        """;

    private static async Task ComeToAsync(Phase phase, string command, WebRunEmulator emulator, ManualResetEventSlim taken, TimeSpan moment)
    {
        switch (phase)
        {
            case Phase.InFlight:
                await Eventually.HoldsAsync(() => emulator.Faults.Pending.Count == 0, "in flight");
                break;
            case Phase.Waiting:
                await Eventually.HoldsAsync(() => emulator.Recorder.Requests.Any(r => r.Method == "GET") || (emulator.Recorder.Requests.Count > 0 && !command.Contains("-PollInterval", StringComparison.Ordinal)), "waiting");
                break;
            case Phase.After:
                await Eventually.HoldsAsync(() => taken.IsSet, "after");
                break;
            case Phase.AnyMoment:
                await Task.Delay(moment, TestContext.Current.CancellationToken);
                break;
            default:
                break;
        }
    }

    /// <summary>The open sessions that Get-WebRunSession does not show.</summary>
    private static string[] Unknown(WebRunEmulator emulator, Engine user)
    {
        var known = user.Run("(Get-WebRunSession).SessionId").Output.Select(id => $"{id}").ToHashSet(StringComparer.Ordinal);
        return [.. emulator.Recorder.Sessions.Where(s => s.IsOpen && !known.Contains(s.SessionId)).Select(s => s.SessionId)];
    }

    private static Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.Zero });
}
