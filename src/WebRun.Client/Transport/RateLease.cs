using System;
using System.Net.Http;
using WebRun.Protocol;

namespace WebRun.Transport;

/// <summary>One request's way through a <see cref="RateLimiter"/>: the place that it took, and what the service said of it.</summary>
/// <param name="place">Its place in the window; null where nothing is limited.</param>
/// <param name="clock">Of the limiter.</param>
internal sealed class RateLease(DateTimeOffset? place, TimeProvider clock)
{
    /// <summary>Its place in the window; null where nothing is limited.</summary>
    public DateTimeOffset? Place => place;

    /// <summary>When it went out; null when it never did.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>True where the answer is one of success.</summary>
    public bool HasSucceeded { get; private set; }

    /// <summary>True where it was refused for the rate limit.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>How long the service asks to wait; null where it does not.</summary>
    public TimeSpan? RetryAfter { get; private set; }

    /// <summary>The limit that the answer names; null for none that can be one.</summary>
    public int? Limit { get; private set; }

    /// <summary>The places left that the answer names; null for no number that can be one.</summary>
    public int? Remaining { get; private set; }

    /// <summary>True where the answer has anything to say of a limit.</summary>
    public bool NamesLimit { get; private set; }

    /// <summary>Notes that the request goes out now. Before that, a connection may have had to be made, which takes its time.</summary>
    public void Sent() => SentAt ??= clock.GetUtcNow();

    /// <summary>Notes the answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="failure">What it means; null for success.</param>
    public void Answered(HttpResponseMessage response, WebRunException? failure)
    {
        Sent();
        HasSucceeded = failure is null;

        // A session limit has the same status, and is no rate limit.
        IsRefused = failure?.Id == WebRunErrorId.RateLimited;
        RetryAfter = failure?.RetryAfter;
        NamesLimit = RateHeaders.NameLimit(response);
        Limit = RateHeaders.Limit(response);
        Remaining = RateHeaders.Remaining(response) is { } left && left <= Limit ? left : null;
    }
}
