using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Benchmarks;

/// <summary>What memory some work needs at its peak, beyond what was in use before, and how long it takes.</summary>
/// <param name="Time">How long it took.</param>
/// <param name="Working">Extra physical memory, in MB.</param>
/// <param name="Private">Extra memory that no file stands behind, in MB.</param>
internal sealed record PeakMemory(TimeSpan Time, double Working, double Private)
{
    /// <summary>The larger of the two figures, in MB.</summary>
    public double Most => Math.Max(Working, Private);

    /// <summary>Runs work and looks at the memory every 10 ms.</summary>
    public static async Task<PeakMemory> OfAsync(Func<Task> work)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var (workingBefore, privateBefore) = Now();
        var (workingPeak, privatePeak) = (workingBefore, privateBefore);
        using var done = new CancellationTokenSource();
        var sampler = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                var (working, own) = Now();
                (workingPeak, privatePeak) = (Math.Max(workingPeak, working), Math.Max(privatePeak, own));
                await Task.Delay(10);
            }
        });
        var clock = Stopwatch.StartNew();
        await work();
        clock.Stop();
        await done.CancelAsync();
        await sampler;
        return new PeakMemory(clock.Elapsed, Megabytes(workingPeak - workingBefore), Megabytes(privatePeak - privateBefore));
    }

    /// <summary>Bytes as MB.</summary>
    public static double Megabytes(long bytes) => bytes / 1024.0 / 1024;

    /// <summary>Physical memory of this process; on Linux, private bytes are those that no file stands behind.</summary>
    private static (long Working, long Private) Now()
    {
        if (OperatingSystem.IsLinux())
        {
            long working = 0, own = 0;
            foreach (var line in File.ReadLines("/proc/self/status"))
            {
                working = line.StartsWith("VmRSS:", StringComparison.Ordinal) ? Kilobytes(line) : working;
                own = line.StartsWith("RssAnon:", StringComparison.Ordinal) ? Kilobytes(line) : own;
            }

            return (working, own);
        }

        using var self = Process.GetCurrentProcess();
        return (self.WorkingSet64, self.PrivateMemorySize64);

        static long Kilobytes(string line) => long.Parse(line.AsSpan(line.IndexOf(':') + 1).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture) * 1024;
    }
}
