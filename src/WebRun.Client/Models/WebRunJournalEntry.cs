using System;
using WebRun.Models;

namespace WebRun;

/// <summary>One row of a batch, as its journal has it.</summary>
public sealed record WebRunJournalEntry
{
    internal WebRunJournalEntry()
    {
    }

    /// <summary>The name that the user gave the row; null for none.</summary>
    public string? Key { get; internal init; }

    /// <summary>What the journal knows of it.</summary>
    public WebRunJournalState Status { get; internal init; }

    /// <summary>The agent's answer, as the service sent it.</summary>
    public string? Message { get; internal init; }

    /// <summary>Why it has no result; null if nothing is known to have gone wrong.</summary>
    public WebRunTaskError? Error { get; internal init; }

    /// <summary>What all attempts together have cost, in USD; null if that is not known.</summary>
    public decimal? Cost => Usage?.Cost;

    /// <summary>Tokens, time and money of all attempts together; null if they are not known.</summary>
    public WebRunUsage? Usage { get; internal init; }

    /// <summary>How often its task was sent and may have started: more than once after a retry, and for a row of several steps.</summary>
    public int Attempts { get; internal init; }

    /// <summary>What its costs are summed by; null for nothing.</summary>
    public string? Tag { get; internal init; }

    /// <summary>The session that its task ran in; null if none is known.</summary>
    public string? SessionId { get; internal init; }

    /// <summary>Its task; null if none is known.</summary>
    public string? TaskId { get; internal init; }

    /// <summary>When its task was sent, by the clock of the machine that ran the batch.</summary>
    public DateTimeOffset? SubmittedAt { get; internal init; }

    /// <summary>When its task ended.</summary>
    public DateTimeOffset? CompletedAt { get; internal init; }

    /// <summary>The journal.</summary>
    public string? JournalPath { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines(Key is null ? $"{Status}" : $"{Key}: {Status}");
}
