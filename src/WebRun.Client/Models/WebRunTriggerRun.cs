using System;
using System.Collections.Generic;
using WebRun.Models;

namespace WebRun;

/// <summary>One run of a trigger. Its session and task can be used like any other.</summary>
public sealed record WebRunTriggerRun
{
    internal WebRunTriggerRun()
    {
    }

    /// <summary>The service's id of the run.</summary>
    public string? RunId { get; internal init; }

    /// <summary>The trigger.</summary>
    public string? TriggerId { get; internal init; }

    /// <summary>The service's own status text, such as <c>running</c>, <c>completed</c> or <c>failed</c>.</summary>
    public string? Status { get; internal init; }

    /// <summary>The session that it runs in; null if none was opened, or the service does not say.</summary>
    public string? SessionId { get; internal init; }

    /// <summary>Its task; null if there is none, or the service does not say.</summary>
    public string? TaskId { get; internal init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; internal init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? CreatedAt { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines(RunId ?? $"{Status}: {Error}");
}

/// <summary>A page of a trigger's runs.</summary>
public sealed record WebRunTriggerRunPage
{
    /// <summary>The most runs that a page can have.</summary>
    public const int MaxRuns = 50;

    internal WebRunTriggerRunPage(IReadOnlyList<WebRunTriggerRun> runs, long? total, bool isLast) => (Runs, Total, IsLast) = (runs, total, isLast);

    /// <summary>The runs, the newest first.</summary>
    public IReadOnlyList<WebRunTriggerRun> Runs { get; }

    /// <summary>How many runs there are on all pages; null if the service does not say.</summary>
    public long? Total { get; }

    /// <summary>True for the last page.</summary>
    public bool IsLast { get; }
}
