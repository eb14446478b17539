using System;

namespace WebRun;

/// <summary>The one exception that the client throws for anything but cancellation and wrong use.</summary>
/// <remarks>Its text is safe to show: it holds no key, and of an unreadable answer only a short excerpt.</remarks>
public sealed class WebRunException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="id">What went wrong.</param>
    /// <param name="message">A sentence for a person.</param>
    /// <param name="cause">The exception behind it, if any.</param>
    public WebRunException(WebRunErrorId id, string message, Exception? cause = null)
        : base(message, cause) => Id = id;

    /// <summary>What went wrong.</summary>
    public WebRunErrorId Id { get; }

    /// <summary>The HTTP status of the answer; null where there was none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The service's own code, such as <c>SESSION_LIMIT_REACHED</c>; null where it gave none.</summary>
    public string? ServiceCode { get; init; }

    /// <summary>How long the service asks to wait before the next try; null where it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The session that the error is about, where one is known.</summary>
    public string? SessionId { get; init; }

    /// <summary>True when nobody can tell from it whether the service began what it was asked for.</summary>
    internal bool MayHaveStarted => Id is WebRunErrorId.OutcomeUnknown or WebRunErrorId.InvalidResponse;

    /// <summary>True when the service has no room for one more session at the moment; nothing was started.</summary>
    public bool IsAboutRoom => Id is WebRunErrorId.SessionLimitReached or WebRunErrorId.ServiceUnavailable;

    /// <summary>The task as it was last seen, where the error is about a task that was started.</summary>
    public WebRunTask? Task { get; init; }
}
