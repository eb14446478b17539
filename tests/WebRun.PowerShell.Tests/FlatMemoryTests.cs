using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Tests;

/// <summary>A pipeline of any length takes no more memory than a short one. Alone, because memory is the whole process's.</summary>
[Collection(nameof(FlatMemoryTests))]
[CollectionDefinition(nameof(FlatMemoryTests), DisableParallelization = true)]
public partial class FlatMemoryTests
{
    private const long MaxGrowth = 2 << 20;
    private static readonly int Rows = TestSize.Of(1_500, 10_000);

    [Fact]
    public async Task Rows_take_no_more_memory_than_their_first_fifth()
    {
        // The emulator keeps books, so it is in a process of its own.
        using var emulator = StartEmulator();
        try
        {
            var address = await AddressOfAsync(emulator);
            using var engine = new Engine();
            var memory = new List<long>();
            engine.Set("memory", memory);

            var result = engine.Run(
                $$"""
                Connect-WebRun {{Engine.Key}} -BaseUri {{address}}
                $count = 0
                1..{{Rows}} | ForEach-Object { if ($_ % {{Rows / 5}} -eq 0) { $memory.Add([GC]::GetTotalMemory($true)) }; "t$_ [[duration=0ms; cost=0]]" } |
                    Invoke-WebRunTask -ThrottleLimit 20 | ForEach-Object { $count++ }
                $count
                """).MustSucceed();

            Assert.Equal($"{Rows}", result.Single.ToString());
            Assert.True(memory[^1] - memory[0] < MaxGrowth, string.Join(", ", memory));
        }
        finally
        {
            emulator.Kill();
        }
    }

    private static Process StartEmulator()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var emulator = Path.Combine(Engine.Repository, "src", "WebRun.Emulator", "bin", configuration, "net10.0", "WebRun.Emulator.dll");
        return Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [emulator, "--port", "0", "--rate-limit", "0", "--session-limit", "0"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
    }

    private static async Task<string> AddressOfAsync(Process emulator)
    {
        while (await emulator.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Address().Match(line) is { Success: true } found)
            {
                _ = emulator.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
                return found.Value;
            }
        }

        throw new InvalidOperationException("The emulator tells no address.");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
