using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace WebRun.Benchmarks;

/// <summary>One task that is done at once, through the cmdlet in a session that is in use, beside the same two requests with a bare HttpClient, which has no live link.</summary>
internal static class OverheadBenchmark
{
    private const int Rounds = 20;

    // Until .NET has compiled the cmdlet, the HttpClient and the emulator for good, its compiler takes one of the cores. What is judged begins after that.
    private const int WarmUpRounds = 80;
    private const int FirstRound = -WarmUpRounds + 2;
    private const int TasksInRound = 50;
    private const double MostMilliseconds = 1;
    private const string Task = "x [[duration=0ms; cost=0]]";

    public static async Task<int> RunAsync()
    {
        using var emulator = new EmulatorProcess("--rate-limit", "0", "--session-limit", "0");
        using var engine = new Engine(emulator.Address);
        using var http = new HttpClient { BaseAddress = emulator.Address, DefaultRequestHeaders = { { "Authorization", "Bearer enig_0123456789abcdefghijklmnopqrst" } } };
        var (ours, bare) = (new List<double>(), new List<double>());
        var (oursAtFirst, bareAtFirst) = (new List<double>(), new List<double>());

        for (var round = -WarmUpRounds; round < Rounds; round++)
        {
            // Both take turns, so that the machine is the same for both.
            engine.Run(
                $$"""
                foreach ($i in 1..{{TasksInRound}}) {
                    $began = [System.Diagnostics.Stopwatch]::GetTimestamp()
                    $null = Invoke-WebRunTask '{{Task}}'
                    [System.Diagnostics.Stopwatch]::GetElapsedTime($began).TotalMilliseconds
                }
                """,
                took => Add(ours, oursAtFirst, round, (double)took.BaseObject));
            for (var i = 0; i < TasksInRound; i++)
            {
                var began = Stopwatch.GetTimestamp();
                var session = await PostAsync(http, "start/start-session", new JsonObject { ["mode"] = "default" });
                var message = new JsonObject { ["actionType"] = "newTask", ["newState"] = "start", ["taskDetails"] = Task, ["terminateOnCompletion"] = true };
                _ = (await PostAsync(http, "start/send-message", new JsonObject { ["sessionId"] = (string)session["sessionId"]!, ["message"] = message }))["data"]!["message"]!.ToString();
                Add(bare, bareAtFirst, round, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        }

        var (cmdlet, client) = (new Sample(ours), new Sample(bare));
        Console.WriteLine("one task, done at once; milliseconds");
        Console.WriteLine(cmdlet.Line("Invoke-WebRunTask"));
        Console.WriteLine(client.Line("HttpClient"));
        Console.WriteLine(new Sample(oursAtFirst).Line("Invoke-WebRunTask, at first"));
        Console.WriteLine(new Sample(bareAtFirst).Line("HttpClient, at first"));
        var isMet = cmdlet.Median - client.Median <= MostMilliseconds;
        Console.WriteLine(FormattableString.Invariant($"{cmdlet.Median - client.Median:0.00} ms more, median (at most {MostMilliseconds}): {(isMet ? "met" : "NOT MET")}"));
        return isMet ? 0 : 1;
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, JsonObject body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString())) { Headers = { { "Content-Type", "application/json; charset=utf-8" } } };
        using var answer = await http.PostAsync(path, content);
        return JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync())!;
    }

    private static void Add(List<double> times, List<double> atFirst, int round, double took)
    {
        if (round >= 0)
        {
            times.Add(took);
        }
        else if (round >= FirstRound && round < FirstRound + Rounds)
        {
            atFirst.Add(took);
        }
    }
}
