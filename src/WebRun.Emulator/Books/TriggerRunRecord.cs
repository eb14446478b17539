using System;

namespace WebRun.Emulator;

/// <summary>One run of a trigger, as it stood when the books were read.</summary>
public sealed record TriggerRunRecord
{
    /// <summary>Its id.</summary>
    public required string RunId { get; init; }

    /// <summary>The trigger.</summary>
    public required string TriggerId { get; init; }

    /// <summary>Whether it was asked for, as opposed to planned.</summary>
    public required bool IsManual { get; init; }

    /// <summary><c>running</c>, <c>completed</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Its session; null where none could be opened.</summary>
    public string? SessionId { get; init; }

    /// <summary>Its task.</summary>
    public string? TaskId { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
