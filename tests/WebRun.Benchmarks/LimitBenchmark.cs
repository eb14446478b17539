using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace WebRun.Benchmarks;

/// <summary>Three processes send more than the rate limit allows, with an emulator in a process of its own, beside run-task alone: nothing is refused, no time is lost, and ending a session does not wait.</summary>
internal static class LimitBenchmark
{
    public const string Key = "enig_0123456789abcdefghijklmnopqrst";
    public const string Baseline = "run-task";
    public const int TaskMilliseconds = 200;
    private const int Processes = 3;
    private const int Tasks = 40;
    private const int Limit = 10;
    private const int WindowSeconds = 5;

    public static async Task<int> RunAsync()
    {
        Console.WriteLine(FormattableString.Invariant($"{Processes} processes of {Tasks} tasks of {TaskMilliseconds} ms, {Limit} requests in {WindowSeconds} s; the best with a place kept is {Best(Limit - 1):0.00} s, without one {Best(Limit):0.00} s"));
        var (bare, ours) = (await MeasureAsync(Baseline), await MeasureAsync("session first"));
        var isMet = ours.Refused == 0 && ours.Done == Processes * Tasks && bare.Makespan <= Best(Limit - 1) * 1.02 && ours.Makespan <= bare.Makespan && bare.Refused == 0 && bare.Done == Processes * Tasks && ours.Requests <= ours.Done * 1.2 && ours.End < 2000;
        Console.WriteLine($"none refused, run-task within 2% of the best and ours no slower, requests within tasks + 20 %, end within 2 s: {(isMet ? "met" : "NOT MET")}");
        return isMet ? 0 : 1;
    }

    private static async Task<(int Done, int Refused, int Requests, double Makespan, double End)> MeasureAsync(string way)
    {
        var state = Directory.CreateTempSubdirectory("webrun-limit-").FullName;
        using var emulator = new EmulatorProcess("--rate-limit", $"{Limit}", "--rate-window", $"{WindowSeconds}s", "--session-limit", "0");
        var workers = new List<Process>();
        try
        {
            var ender = Start(emulator.Address, state, tasks: 0, way);
            workers.Add(ender);
            workers.AddRange(Enumerable.Range(0, Processes).Select(_ => Start(emulator.Address, state, Tasks, way)));
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
            var books = JsonNode.Parse(await http.GetStringAsync("emulator/books"))!;
            var requests = books["requests"]!.AsArray().Where(r => ((string)r!["path"]!).StartsWith("/start/", StringComparison.Ordinal) && (string)r["path"]! != "/start/health").ToList();
            var (done, refused) = ((int)books["startedTasks"]!, requests.Count(r => (int?)r!["status"] == 429));
            Console.WriteLine(FormattableString.Invariant($"{way,-14} {done} done, {refused} refused, {requests.Count} requests, makespan {makespan:0.00} s, end of a session when all places are taken {end:0} ms"));
            return (done, refused, requests.Count, makespan, end);
        }
        finally
        {
            workers.ForEach(worker => worker.Kill());
            Directory.Delete(state, recursive: true);
        }
    }

    /// <summary>The seconds that all tasks need when so many go in each window, the first at once.</summary>
    private static double Best(int places) => ((((Processes * Tasks) - 1) / places) * WindowSeconds) + (TaskMilliseconds / 1000.0);

    private static Process Start(Uri address, string state, int tasks, string way) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, ["limit-worker", address.ToString(), state, $"{WindowSeconds}", $"{tasks}", way])
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
