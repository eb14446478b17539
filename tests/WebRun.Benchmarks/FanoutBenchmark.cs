using System;
using System.Diagnostics;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Benchmarks;

/// <summary>200 tasks of half a second, 50 at once: the cmdlet beside a bare HttpClient with a semaphore, and beside what administrators write today.</summary>
internal static class FanoutBenchmark
{
    private const int Tasks = 200;
    private const int AtOnce = 50;
    private const double MostMegabytes = 40;
    private const string Key = "enig_0123456789abcdefghijklmnopqrst";
    private static readonly TimeSpan Duration = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Ideal = Duration * Tasks / AtOnce;

    public static async Task<int> RunAsync()
    {
        using var emulator = new EmulatorProcess("--rate-limit", "0", "--session-limit", "0");
        using var engine = new Engine(emulator.Address);
        using var http = new HttpClient { BaseAddress = emulator.Address, DefaultRequestHeaders = { { "Authorization", $"Bearer {Key}" } }, Timeout = TimeSpan.FromMinutes(2) };

        // As many at once as later, to warm up, as in a shell that is in use.
        Ours(engine, AtOnce);
        await BareAsync(http, AtOnce);

        Console.WriteLine(FormattableString.Invariant($"{Tasks} tasks of {Duration.TotalMilliseconds} ms, {AtOnce} at once; ideal {Ideal.TotalSeconds:0.00} s"));
        var (ours, bare) = (new PeakMemory(TimeSpan.MaxValue, 0, 0), new PeakMemory(TimeSpan.MaxValue, 0, 0));
        for (var round = 0; round < 3; round++)
        {
            // The machine is shared: the best of three, in turns, is what the code needs.
            ours = Better(ours, await PeakMemory.OfAsync(() => Task.Run(() => Ours(engine, Tasks))));
            bare = Better(bare, await PeakMemory.OfAsync(() => BareAsync(http, Tasks)));
        }

        Print("Invoke-WebRunTask", ours);
        Print("HttpClient, SemaphoreSlim", bare);
        if (Parallel(emulator.Address) is { } parallel)
        {
            Console.WriteLine(FormattableString.Invariant($"{"ForEach-Object -Parallel",-28} {parallel.TotalSeconds,8:0.000} s   {parallel / Ideal,6:0.000} of ideal"));
        }

        var isMet = ours.Time <= Ideal * 1.10 && ours.Most <= MostMegabytes && ours.Time <= bare.Time * 1.05;
        Console.WriteLine(FormattableString.Invariant($"{ours.Time / Ideal:0.000} of ideal (at most 1.10), {ours.Time / bare.Time:0.000} of bare (at most 1.05), {ours.Most:0.0} MB extra (at most {MostMegabytes}): {(isMet ? "met" : "NOT MET")}"));
        return isMet ? 0 : 1;
    }

    private static void Ours(Engine engine, int tasks)
    {
        var done = 0;
        engine.Run($"1..{tasks} | ForEach-Object {{ \"t$_ [[duration={Duration.TotalMilliseconds}ms; cost=0]]\" }} | Invoke-WebRunTask -ThrottleLimit {AtOnce}", _ => done++);
        Check(done, tasks);
    }

    private static async Task BareAsync(HttpClient http, int tasks)
    {
        using var places = new SemaphoreSlim(AtOnce);
        var results = await Task.WhenAll(Enumerable.Range(1, tasks).Select(async i =>
        {
            await places.WaitAsync();
            try
            {
                using var content = new StringContent(new JsonObject { ["taskDetails"] = $"t{i} [[duration={Duration.TotalMilliseconds}ms; cost=0]]" }.ToJsonString(), null, "application/json");
                using var answer = await http.PostAsync("start/run-task", content);
                return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]?["message"] is not null;
            }
            finally
            {
                places.Release();
            }
        }));
        Check(results.Count(done => done), tasks);
    }

    /// <summary>The same in a real pwsh with a runspace for each; null where there is none.</summary>
    private static TimeSpan? Parallel(Uri address)
    {
        var script = $$"""
            $address, $key = '{{address}}', '{{Key}}'
            $work = { $null = Invoke-RestMethod "$($using:address)start/run-task" -Method Post -ContentType application/json -Headers @{ Authorization = "Bearer $using:key" } -Body (ConvertTo-Json @{ taskDetails = "t$_ [[duration={{Duration.TotalMilliseconds}}ms; cost=0]]" }) }
            1..{{AtOnce}} | ForEach-Object -Parallel $work -ThrottleLimit {{AtOnce}}
            (Measure-Command { 1..{{Tasks}} | ForEach-Object -Parallel $work -ThrottleLimit {{AtOnce}} }).TotalMilliseconds
            """;
        try
        {
            using var pwsh = Process.Start(new ProcessStartInfo("pwsh", ["-NoProfile", "-NonInteractive", "-Command", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = pwsh.StandardOutput.ReadToEnd();
            return TimeSpan.FromMilliseconds(double.Parse(output.Trim(), System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no pwsh here.
            return null;
        }
    }

    private static PeakMemory Better(PeakMemory one, PeakMemory other) =>
        new(one.Time < other.Time ? one.Time : other.Time, Math.Max(one.Working, other.Working), Math.Max(one.Private, other.Private));

    private static void Print(string name, PeakMemory measured) => Console.WriteLine(FormattableString.Invariant(
        $"{name,-28} {measured.Time.TotalSeconds,8:0.000} s   {measured.Time / Ideal,6:0.000} of ideal   {measured.Working,6:0.0} MB working set   {measured.Private,6:0.0} MB private"));

    private static void Check(int done, int tasks)
    {
        if (done != tasks)
        {
            throw new InvalidOperationException($"Only {done} of {tasks} tasks came back.");
        }
    }
}
