using System;
using System.Diagnostics;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Waiting costs few threads. Alone, because threads are the whole process's.</summary>
[Collection(nameof(ThreadTests))]
[CollectionDefinition(nameof(ThreadTests), DisableParallelization = true)]
public class ThreadTests
{
    private const int Sessions = 200;

    [Fact]
    public async Task Waiting_for_many_sessions_adds_fewer_than_ten()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.Zero });
        using var engine = new Engine(emulator);
        engine.Run($"$all = 1..{Sessions} | ForEach-Object {{ \"t$_ [[duration=5m]]\" }} | Invoke-WebRunTask -NoWait").MustSucceed();
        using var one = engine.Create("$all[0] | Wait-WebRunTask");
        one.BeginInvoke();
        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSockets == 1);
        var before = Threads();
        one.Stop();
        using var all = engine.Create("$all | Wait-WebRunTask");
        all.BeginInvoke();

        await Eventually.HoldsAsync(() => emulator.Recorder.OpenSockets == Sessions);

        // The pool makes threads in a burst and takes them back when it is over.
        await Eventually.HoldsAsync(() => Threads() - before < 10);
        all.Stop();
        engine.Run("$all | Stop-WebRunSession").MustSucceed();
    }

    private static int Threads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }
}
