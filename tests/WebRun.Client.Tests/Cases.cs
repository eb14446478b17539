using System;
using System.Threading.Tasks;
using CsCheck;

namespace WebRun.Client.Tests;

/// <summary>Many cases of a generator, the same ones at every run. A failing one tells its seed; with <c>CsCheck_Seed</c> set to it, it runs alone.</summary>
internal static class Cases
{
    private const ulong Series = 4;

    public static Task RunAsync<T>(Gen<T> cases, int count, int atOnce, Func<T, Task> check)
    {
        var only = Environment.GetEnvironmentVariable("CsCheck_Seed");
        return Parallel.ForAsync(0, only is null ? count : 1, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (number, _) =>
        {
            // The golden ratio spreads neighbouring numbers over all seeds.
            var random = only is null ? new PCG(1, Series + ((ulong)number * 0x9E3779B97F4A7C15)) : PCG.Parse(only);
            var seed = random.ToString();
            var item = cases.Generate(random, null, out Size _);
            try
            {
                await check(item);
            }
            catch (Exception e)
            {
                Assert.Fail($"CsCheck_Seed={seed} fails with {string.Join(" ", e.Message.Split('\n', StringSplitOptions.TrimEntries))} {item}\n{e}");
            }
        });
    }
}
