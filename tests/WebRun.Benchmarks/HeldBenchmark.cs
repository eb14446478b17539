using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace WebRun.Benchmarks;

/// <summary>While the service holds back the answer to a task: how soon its session has a name, its first thought is shown, and Ctrl+C has ended it, beside run-task, which knows nothing before its answer.</summary>
internal static class HeldBenchmark
{
    private const int Rounds = 10;
    private const double HeldSeconds = 3;
    private const double MaxSessionMilliseconds = 50;
    private const double MaxThoughtMilliseconds = 1200;
    private const double MaxEndMilliseconds = 200;
    private const string Task = "x [[duration=5m; events=3000]]";

    public static async Task<int> RunAsync()
    {
        using var emulator = new EmulatorProcess("--rate-limit", "0", "--session-limit", "0", "--inline-window", FormattableString.Invariant($"{HeldSeconds}s"));
        using var engine = new Engine(emulator.Address);
        using var http = new HttpClient { BaseAddress = emulator.Address, DefaultRequestHeaders = { { "Authorization", "Bearer enig_0123456789abcdefghijklmnopqrst" } } };
        var (session, thought, end, bareSession, bareEnd) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = -2; round < Rounds; round++)
        {
            var ours = await OursAsync(engine, http);
            var bare = await BareAsync(http);
            if (round >= 0)
            {
                (double Took, List<double> All)[] figures = [(ours.Session, session), (ours.Thought, thought), (ours.End, end), (bare.Session, bareSession), (bare.End, bareEnd)];
                Array.ForEach(figures, figure => figure.All.Add(figure.Took));
            }
        }

        Console.WriteLine(FormattableString.Invariant($"a task whose answer is held back for {HeldSeconds} s; milliseconds"));
        Console.WriteLine(new Sample(session).Line("session in the ledger"));
        Console.WriteLine(new Sample(bareSession).Line("session named, run-task"));
        Console.WriteLine(new Sample(thought).Line("first thought in progress"));
        Console.WriteLine(new Sample(end).Line("Ctrl+C to session's end"));
        Console.WriteLine(new Sample(bareEnd).Line("cancel to end, run-task"));
        var isMet = new Sample(session).Median <= MaxSessionMilliseconds && new Sample(thought).Median <= MaxThoughtMilliseconds && new Sample(end).Median <= MaxEndMilliseconds;
        Console.WriteLine($"session within {MaxSessionMilliseconds} ms, thought within {MaxThoughtMilliseconds} ms, end within {MaxEndMilliseconds} ms, medians: {(isMet ? "met" : "NOT MET")}");
        return isMet ? 0 : 1;
    }

    private static async Task<(double Session, double Thought, double End)> OursAsync(Engine engine, HttpClient http)
    {
        using var shell = engine.Create($"Invoke-WebRunTask '{Task}'");
        var before = (await SessionsAsync(http)).Count;
        var began = Stopwatch.GetTimestamp();
        var thought = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        shell.Streams.Progress.DataAdded += (_, _) =>
        {
            if (shell.Streams.Progress.ToList().Exists(record => record.CurrentOperation.Contains("step", StringComparison.Ordinal)))
            {
                thought.TrySetResult(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        };
        shell.BeginInvoke();

        // The client notes an id as soon as it has it; the ledger is what another process would see.
        var session = 0.0;
        for (var known = 0; known == 0; session = Stopwatch.GetElapsedTime(began).TotalMilliseconds)
        {
            engine.Other("Get-WebRunSession | Where-Object SessionId", _ => known++);
        }

        var shown = await thought.Task;
        var stopped = Stopwatch.GetTimestamp();
        shell.Stop();
        while ((await SessionsAsync(http)).Skip(before).Any(each => each!["endReason"] is null))
        {
            await System.Threading.Tasks.Task.Yield();
        }

        return (session, shown, Stopwatch.GetElapsedTime(stopped).TotalMilliseconds);
    }

    /// <summary>A bare client, which is told to stop as soon as it has asked.</summary>
    private static async Task<(double Session, double End)> BareAsync(HttpClient http)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsJsonAsync("start/run-task", new JsonObject { ["taskDetails"] = Task });
        var sessionId = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["sessionId"]!;
        var named = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        using var end = await http.PostAsJsonAsync("start/send-message", new JsonObject { ["sessionId"] = sessionId, ["message"] = new JsonObject { ["actionType"] = "state", ["newState"] = "terminate" } });
        return (named, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static async Task<JsonArray> SessionsAsync(HttpClient http) => JsonNode.Parse(await http.GetStringAsync("emulator/books"))!["sessions"]!.AsArray();
}
