using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using WebRun.Shell;

namespace WebRun.PowerShell.Tests;

/// <summary>A pipeline of any length takes no more memory than a short one.</summary>
public partial class FlatMemoryTests
{
    private const long MaxGrowth = 3 << 19;
    private static readonly int Rows = TestSize.Of(1_500, 10_000);

    [Fact]
    public async Task Rows_take_no_more_memory_than_their_first_two_fifths()
    {
        // Both are processes of their own: the emulator keeps books, and what other tests have left in this one comes and goes.
        using var emulator = StartEmulator();
        try
        {
            var start = PinnedPowerShell.StartInfo(
                "-NoProfile", "-NonInteractive", "-Command",
                $$"""
                Import-Module '{{Engine.Manifest}}'
                Connect-WebRun {{Engine.Key}} -BaseUri {{await AddressOfAsync(emulator)}}
                $count = 0
                1..{{Rows}} | ForEach-Object { if ($_ % {{Rows / 5}} -eq 0) { [Console]::WriteLine([GC]::GetTotalMemory($true)) }; "t$_ [[duration=0ms; cost=0]]" } |
                    Invoke-WebRunTask -ThrottleLimit 20 | ForEach-Object { $count++ }
                [Console]::WriteLine($count)
                """);
            start.RedirectStandardOutput = true;
            using var shell = Process.Start(start)!;
            var said = (await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

            Assert.Equal((6, $"{Rows}"), (said.Length, said[^1]));

            // The runtime may tell far too little at a single moment: 0.6 MB between two readings of 4 MB.
            var bytes = said.Take(5).Select(line => long.Parse(line, CultureInfo.InvariantCulture)).ToList();
            Assert.True(bytes[^1] - bytes.Take(2).Max() < MaxGrowth, string.Join(", ", said));
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
