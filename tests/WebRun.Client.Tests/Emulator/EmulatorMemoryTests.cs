using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Threading.Tasks;
using WebRun.PowerShell.Tests;
using WebRun.Protocol;
using static WebRun.Client.Tests.EmulatorHttp;

namespace WebRun.Client.Tests;

/// <summary>A file of any size takes no memory of the emulator. Alone, because memory is the whole process's.</summary>
[Collection(nameof(EmulatorMemoryTests))]
[CollectionDefinition(nameof(EmulatorMemoryTests), DisableParallelization = true)]
public class EmulatorMemoryTests
{
    private const long MaxGrowth = 100L << 20;
    private const int MaxKept = 1 << 20;

    [Fact]
    public async Task Large_file_goes_up_and_down_in_flat_memory()
    {
        // Either way alone it is more than the memory that may be taken.
        var size = TestSize.Of(small: 256L << 20, full: 1L << 30);
        var nearlyAll = size - MaxKept;
        await using var emulator = await StartAsync();
        using var http = emulator.Http();
        var growth = new List<long>();
        var before = Memory();

        using var content = new MultipartFormDataContent { { new StreamContent(new Zeros(size, nearlyAll, Measure)), "files", "big.bin" } };
        await http.CallAsync(HttpMethod.Post, "files/upload", content);
        var task = await http.PostAsync("start/run-task", string.Create(CultureInfo.InvariantCulture, $$"""{"taskDetails":"x [[files=report.zip:{{size}}]]"}"""));
        using var response = await http.GetAsync(new Uri(task["data"]!["files"]![0]!.Text("downloadUrl")), HttpCompletionOption.ResponseHeadersRead);
        var hash = await HashAsync(await response.Content.ReadAsStreamAsync(), nearlyAll, Measure);
        Measure();

        Assert.Equal(size, response.Content.Headers.ContentLength);
        Assert.Equal((size, MaxKept), (emulator.Recorder.Uploads.Single().Size, emulator.Recorder.Uploads.Single().Content.Length));
        await Eventually.HoldsAsync(() => emulator.Recorder.Downloads.Single().Sha256 == hash);
        Assert.Equal(3, growth.Count);
        Assert.All(growth, bytes => Assert.InRange(bytes, long.MinValue, MaxGrowth));

        void Measure() => growth.Add(Memory() - before);
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

    /// <summary>Reads it all, and does something once after so many bytes.</summary>
    private static async Task<string> HashAsync(Stream content, long mark, Action passed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        long all = 0;
        while (await content.ReadAsync(buffer) is var count and > 0)
        {
            hash.AppendData(buffer, 0, count);
            all += count;
            if (all >= mark && all - count < mark)
            {
                passed();
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
