using System;

namespace WebRun.Transport;

/// <summary>Random numbers for the jitter of delays.</summary>
internal static class RandomSource
{
    /// <summary>A number from 0 to 1.</summary>
#if NETSTANDARD2_0
    public static double Next()
    {
        lock (Source)
        {
            return Source.NextDouble();
        }
    }

    private static readonly Random Source = new();
#else
    public static double Next() => Random.Shared.NextDouble();
#endif
}
