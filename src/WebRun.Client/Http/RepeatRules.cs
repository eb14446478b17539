using System;

namespace WebRun.Http;

/// <summary>Which failures are safe to repeat, and after how long.</summary>
internal static class RepeatRules
{
    private const int MostTriesToConnect = 4;
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(15);

    /// <summary>True when sending the call again cannot do its work twice, and may help.</summary>
    /// <param name="failure">How the try ended. What may have started work is already <see cref="WebRunErrorId.OutcomeUnknown"/>.</param>
    /// <param name="kind">What the call does.</param>
    /// <param name="tries">How many tries there have been, 1 or more.</param>
    public static bool MayRepeat(WebRunException failure, CallKind kind, int tries) => failure.Id switch
    {
        WebRunErrorId.RateLimited or WebRunErrorId.SessionLimitReached or WebRunErrorId.ServiceUnavailable => true,
        WebRunErrorId.ConnectionFailed => tries < MostTriesToConnect,
        WebRunErrorId.InvalidResponse => kind is CallKind.Look or CallKind.SetState && tries < MostTriesToConnect,
        _ => false,
    };

    /// <summary>How long to wait before the next try: the service's word, or a growing delay, whichever is longer.</summary>
    /// <param name="tries">How many tries there have been, 1 or more.</param>
    /// <param name="asked">What the service asks for; null where it does not say.</param>
    /// <param name="chance">A random number from 0 to 1, so that many clients do not return together.</param>
    public static TimeSpan Delay(int tries, TimeSpan? asked, double chance)
    {
        var grown = FirstBackoff.TotalSeconds * Math.Pow(2, Math.Min(tries - 1, 10));
        var capped = Math.Min(grown, LongestBackoff.TotalSeconds);
        var backoff = TimeSpan.FromSeconds(capped * (0.5 + (chance / 2)));
        return asked > backoff ? asked.Value : backoff;
    }
}
