using System;
using System.Net.Http;
using WebRun.Protocol;

namespace WebRun.Transport;

/// <summary>One request's way through a <see cref="RateLimiter"/>: the place that it took, and what the service said about it.</summary>
/// <param name="place">Its place in the window; null if nothing is limited.</param>
/// <param name="clock">The limiter's clock.</param>
internal sealed class RateLease(DateTimeOffset? place, TimeProvider clock)
{
    /// <summary>Its place in the window; null if nothing is limited.</summary>
    public DateTimeOffset? Place => place;

    /// <summary>When it was sent; null if it never was.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>True if the answer reports success.</summary>
    public bool HasSucceeded { get; private set; }

    /// <summary>True if it was refused for the rate limit.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>How long the service asks to wait; null if it does not say.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>The limit that the answer names; null if it names no valid one.</summary>
    public int? Limit { get; private set; }

    /// <summary>The remaining places that the answer names; null if it names no valid number.</summary>
    public int? Remaining { get; private set; }

    /// <summary>In how long the service promises a free place; null if it does not say.</summary>
    public TimeSpan? ResetIn { get; private set; }

    /// <summary>True if the answer says anything about a limit.</summary>
    public bool NamesLimit { get; private set; }

    /// <summary>Notes that the request is being sent now. Making a connection first may have taken some time.</summary>
    public void Sent() => SentAt ??= clock.GetUtcNow();

    /// <summary>Notes the answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="failure">What it means; null for success.</param>
    public void Answered(HttpResponseMessage response, WebRunException? failure)
    {
        Sent();
        HasSucceeded = failure is null;

        // A session limit has the same status, but is not a rate limit.
        IsRefused = failure?.Id == WebRunErrorId.RateLimited;
        RetryAfter = failure?.RetryAfter;
        ResetIn = RateHeaders.ResetIn(response, clock.GetUtcNow());
        NamesLimit = RateHeaders.NameLimit(response);
        Limit = RateHeaders.Limit(response);
        Remaining = RateHeaders.Remaining(response) is { } left && left <= Limit ? left : null;
    }
}

/// <summary>Whether a request takes a second place in the rate limit, for the one that follows it.</summary>
internal enum SecondPlace
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>If most places are free and nobody waits for them.</summary>
    IfSpare,

    /// <summary>It waits until two are free, if the limit has so many.</summary>
    Needed,
}
