using System;

namespace WebRun.Transport;

/// <summary>Which failures are safe to repeat, and after how long.</summary>
internal static class RetryPolicy
{
    private const int MaxConnectAttempts = 4;
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(15);

    /// <summary>True if resending the call cannot do its work twice, and may help.</summary>
    /// <param name="failure">How the attempt ended. If it may have started work, it is already <see cref="WebRunErrorId.OutcomeUnknown"/>.</param>
    /// <param name="kind">What the call does.</param>
    /// <param name="attempts">The number of attempts so far, 1 or more.</param>
    public static bool MayRepeat(WebRunException failure, RequestKind kind, int attempts) => failure.Id switch
    {
        WebRunErrorId.RateLimited or WebRunErrorId.SessionLimitReached or WebRunErrorId.ServiceUnavailable => true,
        WebRunErrorId.ConnectionFailed => attempts < MaxConnectAttempts && !failure.IsLasting,
        WebRunErrorId.InvalidResponse => kind is RequestKind.Read or RequestKind.SetState && attempts < MaxConnectAttempts,
        _ => false,
    };

    /// <summary>How long to wait before the next attempt: the time that the service asks for, or a growing delay, whichever is longer.</summary>
    /// <param name="attempts">The number of attempts so far, 1 or more.</param>
    /// <param name="asked">The time that the service asks for; null if it does not say.</param>
    /// <param name="chance">A random number from 0 to 1, so that many clients do not return together.</param>
    public static TimeSpan Delay(int attempts, TimeSpan? asked, double chance)
    {
        var grown = FirstBackoff.TotalSeconds * Math.Pow(2, Math.Min(attempts - 1, 10));
        var capped = Math.Min(grown, MaxBackoff.TotalSeconds);
        var backoff = TimeSpan.FromSeconds(capped * (0.5 + (chance / 2)));
        return asked > backoff ? asked.Value : backoff;
    }
}

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
