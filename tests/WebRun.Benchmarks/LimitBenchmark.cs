using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace WebRun.Benchmarks;

/// <summary>Three processes send more than the rate limit allows, with an emulator in a process of its own: nothing is refused, little time is lost, and ending a session does not wait.</summary>
internal static class LimitBenchmark
{
    public const string Key = "enig_0123456789abcdefghijklmnopqrst";
    public const int TaskMilliseconds = 200;
    private const int Processes = 3;
    private const int Tasks = 40;
    private const int Limit = 10;
    private const int WindowSeconds = 5;

    public static async Task<int> RunAsync()
    {
        var state = Environment.GetEnvironmentVariable("WEBRUN_STATE_PATH")!;
        using var emulator = new EmulatorProcess("--rate-limit", $"{Limit}", "--rate-window", $"{WindowSeconds}s", "--session-limit", "0");
        var workers = new List<Process>();
        try
        {
            var ender = Start(emulator.Address, state, tasks: 0);
            workers.Add(ender);
            workers.AddRange(Enumerable.Range(0, Processes).Select(_ => Start(emulator.Address, state, Tasks)));
            foreach (var worker in workers)
            {
                await worker.StandardOutput.ReadLineAsync();
            }

            // The place of the session that was opened is over then.
            await Task.Delay(TimeSpan.FromSeconds(WindowSeconds + 1));
            var clock = Stopwatch.StartNew();
            var work = workers.Skip(1).Select(GoAsync).ToList();
            await Task.Delay(TimeSpan.FromSeconds(WindowSeconds * 1.5));
            var end = await GoAsync(ender);
            await Task.WhenAll(work);
            var makespan = clock.Elapsed.TotalSeconds;

            using var http = new HttpClient { BaseAddress = emulator.Address };
            var requests = JsonNode.Parse(await http.GetStringAsync("emulator/books"))!["requests"]!.AsArray();
            var (refused, done) = (requests.Count(r => (int?)r!["status"] == 429), requests.Count(r => (string?)r!["path"] == "/start/run-task" && (int?)r["status"] == 200));
            var best = Best(Limit - 1);
            var isMet = refused == 0 && done == Processes * Tasks && makespan <= best * 1.02 && end < 2000;
            Console.WriteLine(FormattableString.Invariant($"{Processes} processes of {Tasks} tasks of {TaskMilliseconds} ms, {Limit} requests in {WindowSeconds} s: {done} done, {refused} refused"));
            Console.WriteLine(FormattableString.Invariant($"makespan {makespan:0.00} s; the best with a place kept is {best:0.00} s (ours {(makespan / best) - 1:+0.0%;-0.0%}), without one {Best(Limit):0.00} s"));
            Console.WriteLine(FormattableString.Invariant($"end of a session when all places are taken: {end:0} ms"));
            Console.WriteLine($"none refused, within 2% of the best, end within 2 s: {(isMet ? "met" : "NOT MET")}");
            return isMet ? 0 : 1;
        }
        finally
        {
            workers.ForEach(worker => worker.Kill());
        }
    }

    /// <summary>The seconds that all tasks need when so many go in each window, the first at once.</summary>
    private static double Best(int places) => ((((Processes * Tasks) - 1) / places) * WindowSeconds) + (TaskMilliseconds / 1000.0);

    private static Process Start(Uri address, string state, int tasks) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, ["limit-worker", address.ToString(), state, $"{WindowSeconds}", $"{tasks}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;

    /// <summary>Lets a process do its work.</summary>
    /// <returns>The milliseconds that it took.</returns>
    private static async Task<double> GoAsync(Process worker)
    {
        await worker.StandardInput.WriteLineAsync();
        return double.Parse((await worker.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }
}
