using System;

namespace WebRun.Emulator;

/// <summary>A trigger that has not been deleted, as it stood when the books were read.</summary>
public sealed record TriggerRecord
{
    /// <summary>Its id.</summary>
    public required string TriggerId { get; init; }

    /// <summary>Names the key that created it, without being the key.</summary>
    public required string Owner { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The environment that its sessions start from.</summary>
    public required string EnvironmentId { get; init; }

    /// <summary>The text of its tasks, with directives.</summary>
    public required string Prompt { get; init; }

    /// <summary><c>at</c>, <c>every</c> or <c>cron</c>.</summary>
    public required string ScheduleType { get; init; }

    /// <summary><c>active</c> or <c>paused</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When it runs next; null while it is paused, and when it will not run again.</summary>
    public DateTimeOffset? NextRunAt { get; init; }

    /// <summary>How many of its runs have failed in a row.</summary>
    public required int ConsecutiveFailures { get; init; }

    /// <summary>How often it has run.</summary>
    public required int Runs { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

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

    /// <summary>Its session; null if none could be opened.</summary>
    public string? SessionId { get; init; }

    /// <summary>Its task.</summary>
    public string? TaskId { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
