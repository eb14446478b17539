using System;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.Benchmarks;

/// <summary>Events per second through Watch-WebRunSession, beside a bare socket that only counts messages.</summary>
internal static class EventsBenchmark
{
    private const int Events = 200_000;

    public static async Task<int> RunAsync()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, InlineWindow = TimeSpan.Zero });
        using var engine = new Engine(emulator);

        engine.Run(Watch(1000), _ => { });
        var (bareCount, bareTime) = await BareAsync(emulator, engine);
        var (count, peak, clock) = (0, 0L, new Stopwatch());
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        engine.Run(Watch(Events), told =>
        {
            clock.Start();
            count += told.Properties["Kind"].Value.ToString() is "Thought" or "Action" or "Update" ? 1 : 0;
            if (count % 20_000 == 0)
            {
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        });
        clock.Stop();

        var rate = count / clock.Elapsed.TotalSeconds;
        Console.WriteLine(FormattableString.Invariant($"bare socket         {bareCount,8} events in {bareTime.TotalSeconds,6:0.00} s: {bareCount / bareTime.TotalSeconds,9:0} per second"));
        Console.WriteLine(FormattableString.Invariant($"Watch-WebRunSession {count,8} events in {clock.Elapsed.TotalSeconds,6:0.00} s: {rate,9:0} per second, at most {peak / 1024.0 / 1024.0:0.0} MiB more memory"));
        // What the service sent is what a socket that does nothing else gets of the same task.
        var isMet = count == bareCount && rate >= 10_000 && peak < 20 * 1024 * 1024;
        Console.WriteLine($"at least 10000 per second, none of {bareCount} lost, flat memory: {(isMet ? "met" : "NOT MET")}");
        return isMet ? 0 : 1;
    }

    private static string Watch(int events) =>
        $"$s = New-WebRunSession; $t = $s | Send-WebRunTask 'flood [[duration=1s; events={events}]]'; $t | Watch-WebRunSession; $s | Stop-WebRunSession";

    private static async Task<(int Count, TimeSpan Time)> BareAsync(WebRunEmulator emulator, Engine engine)
    {
        var id = "";
        engine.Run($"($s = New-WebRunSession).SessionId; $null = $s | Send-WebRunTask 'flood [[duration=1s; events={Events}]]'", o => id = o.ToString());
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(emulator.BaseUri) { Scheme = "ws", Path = "socket.io/", Query = "EIO=4&transport=websocket" }.Uri, CancellationToken.None);
        await socket.SendAsync(Encoding.UTF8.GetBytes($$"""40{"sessionId":"{{id}}"}"""), WebSocketMessageType.Text, true, CancellationToken.None);
        var (count, buffer, clock) = (0, new byte[64 * 1024], new Stopwatch());
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (read.EndOfMessage && buffer.AsSpan(0, read.Count).StartsWith("42"u8))
            {
                clock.Start();
                if (buffer.AsSpan(0, read.Count).IndexOf("task_completed"u8) >= 0)
                {
                    return (count, clock.Elapsed);
                }

                count++;
            }
            else if (buffer.AsSpan(0, read.Count).SequenceEqual("2"u8))
            {
                await socket.SendAsync("3"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
            }
        }
    }
}
