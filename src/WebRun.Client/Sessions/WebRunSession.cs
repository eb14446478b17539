using System;

namespace WebRun;

/// <summary>A paid, isolated browser. It costs money from its creation until it is terminated or has idled for 5 minutes.</summary>
public sealed record WebRunSession
{
    /// <summary>The service's id of the session.</summary>
    public string? SessionId { get; init; }

    /// <summary>Where the session is in its life.</summary>
    public WebRunSessionState State { get; init; }

    /// <summary>The first task's text; null where the session began without one.</summary>
    public string? TaskDetails { get; init; }

    /// <summary>The page that the session began at.</summary>
    public Uri? StartingPoint { get; init; }

    /// <summary>The service that the session is at.</summary>
    public Uri? BaseUri { get; init; }

    /// <summary>Where the service sends live events from, as it says.</summary>
    public string? SocketUrl { get; init; }

    /// <summary>Where the live picture is; null where the service did not say.</summary>
    public WebRunStreaming? Streaming { get; init; }

    /// <summary>How long the session may idle before the service ends it.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>The account's credit in USD when the session was opened.</summary>
    public decimal? Balance { get; init; }

    /// <summary>When the session was opened, by this machine's clock.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The process that opened the session; null where it was opened elsewhere.</summary>
    public int? OwnerProcessId { get; init; }

    /// <summary>Whether that process is this one, and whether it still runs.</summary>
    public WebRunSessionOwner Owner { get; init; }

    /// <summary>By then the service has surely ended the session by itself, by this machine's clock; null where nobody knows what it works on.</summary>
    public DateTimeOffset? EndsBy { get; init; }

    /// <inheritdoc/>
    public override string ToString() => SessionId ?? "";
}
