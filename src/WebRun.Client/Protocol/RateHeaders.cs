using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;

namespace WebRun.Protocol;

/// <summary>What an answer's headers say about the service's rate limit, and about when to try again.</summary>
internal static class RateHeaders
{
    private const string LimitName = "X-RateLimit-Limit";

    /// <summary>True if the answer says anything about a limit.</summary>
    public static bool NameLimit(HttpResponseMessage response) => response.Headers.Contains(LimitName);

    /// <summary>The limit; null if the header has no usable number.</summary>
    public static int? Limit(HttpResponseMessage response) => Number(response, LimitName) is > 0 and var limit ? limit : null;

    /// <summary>The remaining places; null if the header has no usable number.</summary>
    public static int? Remaining(HttpResponseMessage response) => Number(response, "X-RateLimit-Remaining");

    /// <summary>How long the service asks to wait; null if it does not say.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ when Seconds(response) is { } seconds => seconds,
            _ when (int)response.StatusCode == 429 && ResetIn(response, now) is { } reset => reset,
            _ => (TimeSpan?)null,
        };
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }

    /// <summary>In how long a place is free again, by the service's clock where the answer tells it; null if the header has no usable number.</summary>
    public static TimeSpan? ResetIn(HttpResponseMessage response, DateTimeOffset now) => Reset(response) - (response.Headers.Date ?? now);

    /// <summary>Seconds with a fraction, which the header's own type does not take.</summary>
    private static TimeSpan? Seconds(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Retry-After", out var values)
        && double.TryParse(values.First(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= int.MaxValue
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static DateTimeOffset? Reset(HttpResponseMessage response) =>
        response.Headers.TryGetValues("X-RateLimit-Reset", out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static int? Number(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
