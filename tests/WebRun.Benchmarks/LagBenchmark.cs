using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.Benchmarks;

/// <summary>From the service finishing a task to its object being out of the pipeline, beside the quickstart's own loop.</summary>
internal static class LagBenchmark
{
    private const int Tasks = 100;
    private static readonly TimeSpan LoopInterval = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.Zero });
        using var engine = new Engine(emulator);

        // One of each to warm up, as in a shell that is in use.
        engine.Run("Invoke-WebRunTask 'warm up [[duration=1s]]'", _ => { });

        var ours = await Task.Run(() => Ours(emulator, engine));
        var loop = await LoopAsync(emulator);
        Console.WriteLine(FormattableString.Invariant($"{Tasks} tasks of 1 to 4 s, all at once; milliseconds from the service's end of a task"));
        Print("Wait-WebRunTask", ours);
        Print("GET every 2 s", loop);
        var (median, p99, factor) = (Quantile(ours, 0.5), Quantile(ours, 0.99), Quantile(loop, 0.5) / Quantile(ours, 0.5));
        var isMet = median <= 20 && p99 <= 100 && factor >= 50;
        Console.WriteLine(FormattableString.Invariant($"median {median:0.0} (at most 20), 99th percentile {p99:0.0} (at most 100), {factor:0} times less than the loop (at least 50): {(isMet ? "met" : "NOT MET")}"));
        return isMet ? 0 : 1;
    }

    private static List<double> Ours(WebRunEmulator emulator, Engine engine)
    {
        var seen = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var texts = string.Join(',', Enumerable.Range(0, Tasks).Select(i => $"'{Text(i)}'"));
        engine.Run($"{texts} | Invoke-WebRunTask -NoWait | Wait-WebRunTask", task => seen[(string)task.Properties["TaskId"].Value] = DateTimeOffset.UtcNow);
        return Lags(emulator, seen);
    }

    private static async Task<List<double>> LoopAsync(WebRunEmulator emulator)
    {
        using var http = new HttpClient { BaseAddress = emulator.BaseUri, DefaultRequestHeaders = { { "Authorization", "Bearer enig_0123456789abcdefghijklmnopqrst" } } };
        var seen = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(async i =>
        {
            using var content = new StringContent(new JsonObject { ["taskDetails"] = Text(i) }.ToJsonString(), null, "application/json");
            using var started = await http.PostAsync("start/run-task", content);
            var pending = JsonNode.Parse(await started.Content.ReadAsStringAsync())!;
            while ((string?)JsonNode.Parse(await http.GetStringAsync(new Uri((string)pending["pollUrl"]!)))!["type"] != "task_completed")
            {
                await Task.Delay(LoopInterval);
            }

            seen[(string)pending["taskId"]!] = DateTimeOffset.UtcNow;
        }));
        return Lags(emulator, seen);
    }

    private static string Text(int number) => string.Create(CultureInfo.InvariantCulture, $"task {number} [[duration={1000 + (number * 3000 / Tasks)}ms]]");

    private static List<double> Lags(WebRunEmulator emulator, IReadOnlyDictionary<string, DateTimeOffset> seen)
    {
        var lags = emulator.Recorder.Tasks.Where(t => seen.ContainsKey(t.TaskId)).Select(t => (seen[t.TaskId] - t.EndedAt!.Value).TotalMilliseconds).Order().ToList();
        return lags.Count == Tasks ? lags : throw new InvalidOperationException($"Only {lags.Count} of {Tasks} tasks came back.");
    }

    private static void Print(string name, List<double> lags) => Console.WriteLine(FormattableString.Invariant(
        $"{name,-16} min {lags[0],8:0.0}   median {Quantile(lags, 0.5),8:0.0}   p99 {Quantile(lags, 0.99),8:0.0}   max {lags[^1],8:0.0}"));

    private static double Quantile(List<double> sorted, double part) => sorted[(int)Math.Ceiling(part * sorted.Count) - 1];
}
