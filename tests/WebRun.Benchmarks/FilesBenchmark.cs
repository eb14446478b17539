using System;
using System.IO;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Benchmarks;

/// <summary>A file of 1 GB up and down through the cmdlets, beside a bare HttpClient, with an emulator in a process of its own.</summary>
internal static class FilesBenchmark
{
    private const long Size = 1L << 30;
    private const double MostMegabytes = 50;
    private const string Key = "enig_0123456789abcdefghijklmnopqrst";

    public static async Task<int> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("webrun-files-benchmark-").FullName;
        using var emulator = new EmulatorProcess("--rate-limit", "0");
        try
        {
            var large = Path.Combine(folder, "large.bin");
            Create(large, Size);
            Create(Path.Combine(folder, "small.bin"), 1 << 20);
            using var engine = new Engine(emulator.Address);
            using var http = new HttpClient { BaseAddress = emulator.Address, DefaultRequestHeaders = { { "Authorization", $"Bearer {Key}" } }, Timeout = Timeout.InfiniteTimeSpan };

            // One of each to warm up, as in a shell that is in use.
            engine.Run($"$null = Send-WebRunFile '{folder}/small.bin'; Invoke-WebRunTask 'x [[duration=1ms; files=warm.bin:1MB]]' | Save-WebRunFile -Destination '{folder}'", _ => { });
            await UploadAsync(http, Path.Combine(folder, "small.bin"));
            await DownloadAsync(http, "1MB", Path.Combine(folder, "bare-warm.bin"));
            engine.Run("$t = Invoke-WebRunTask 'x [[duration=1ms; files=ours.bin:1GB]]'", _ => { });

            Console.WriteLine("1 GB                     time         rate   extra working set   extra private bytes");
            var up = await MeasureAsync("Send-WebRunFile", () => Task.Run(() => engine.Run($"$null = Send-WebRunFile '{large}'", _ => { })));
            await MeasureAsync("bare upload", () => UploadAsync(http, large));
            var down = await MeasureAsync("Save-WebRunFile", () => Task.Run(() => engine.Run($"$t | Save-WebRunFile -Destination '{folder}'", _ => { })));
            await MeasureAsync("bare download", () => DownloadAsync(http, "1GB", Path.Combine(folder, "bare.bin")));

            var isWhole = new FileInfo(Path.Combine(folder, "ours.bin")).Length == Size;
            var isMet = isWhole && up < MostMegabytes && down < MostMegabytes;
            Console.WriteLine(FormattableString.Invariant($"under {MostMegabytes} MB of extra memory each way: {(isMet ? "met" : "NOT MET")}"));
            return isMet ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Runs work and prints what memory it needed at its peak, beyond what was in use before.</summary>
    /// <returns>The larger of the two figures, in MB.</returns>
    private static async Task<double> MeasureAsync(string name, Func<Task> work)
    {
        var measured = await PeakMemory.OfAsync(work);
        Console.WriteLine(FormattableString.Invariant($"{name,-18} {measured.Time.TotalSeconds,8:0.00} s {PeakMemory.Megabytes(Size) / measured.Time.TotalSeconds,7:0} MB/s {measured.Working,16:0.0} MB {measured.Private,18:0.0} MB"));
        return measured.Most;
    }

    private static async Task UploadAsync(HttpClient http, string path)
    {
        await using var file = File.OpenRead(path);
        using var content = new MultipartFormDataContent { { new StreamContent(file), "files", Path.GetFileName(path) } };
        using var answer = await http.PostAsync("files/upload", content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task DownloadAsync(HttpClient http, string size, string path)
    {
        using var body = new StringContent(new JsonObject { ["taskDetails"] = $"x [[duration=1ms; files=bare.bin:{size}]]" }.ToJsonString(), null, "application/json");
        using var answer = await http.PostAsync("start/run-task", body);
        var url = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]!["files"]![0]!["downloadUrl"]!;
        using var response = await http.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead);
        await using var file = File.Create(path);
        await response.Content.CopyToAsync(file);
    }

    private static void Create(string path, long size)
    {
        var block = new byte[1 << 20];
        Random.Shared.NextBytes(block);
        using var file = File.Create(path);
        for (long written = 0; written < size; written += block.Length)
        {
            file.Write(block);
        }
    }
}
