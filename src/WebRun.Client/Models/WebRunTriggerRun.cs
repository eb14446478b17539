using System;
using System.Collections.Generic;

namespace WebRun;

/// <summary>One run of a trigger. Its session and task can be used like any other.</summary>
public sealed record WebRunTriggerRun
{
    /// <summary>The service's id of the run.</summary>
    public string? RunId { get; init; }

    /// <summary>The trigger.</summary>
    public string? TriggerId { get; init; }

    /// <summary>The service's own status text, such as <c>running</c>, <c>completed</c> or <c>failed</c>.</summary>
    public string? Status { get; init; }

    /// <summary>The session that it runs in; null if none was opened, or the service does not say.</summary>
    public string? SessionId { get; init; }

    /// <summary>Its task; null if there is none, or the service does not say.</summary>
    public string? TaskId { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => RunId ?? $"{Status}: {Error}";
}

/// <summary>A page of a trigger's runs.</summary>
/// <param name="Runs">The runs, the newest first.</param>
/// <param name="Total">How many runs there are on all pages; null if the service does not say.</param>
/// <param name="IsLast">True for the last page.</param>
public sealed record WebRunTriggerRunPage(IReadOnlyList<WebRunTriggerRun> Runs, long? Total, bool IsLast)
{
    /// <summary>The most runs that a page can have.</summary>
    public const int MaxRuns = 50;
}
