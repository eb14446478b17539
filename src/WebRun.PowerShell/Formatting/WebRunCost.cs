using System;

namespace WebRun;

/// <summary>The total cost of tasks.</summary>
public record WebRunCost
{
    /// <summary>How many tasks.</summary>
    public int Count { get; init; }

    /// <summary>How many of them have completed.</summary>
    public int Completed { get; init; }

    /// <summary>How many of them ended without a result: failed, stopped, or their session ended first.</summary>
    public int Failed { get; init; }

    /// <summary>How many of them have not ended.</summary>
    public int Unfinished { get; init; }

    /// <summary>How many of them come from the journal of a batch: an earlier run has paid for them.</summary>
    public int FromJournal { get; init; }

    /// <summary>What those from a journal have cost in USD. It is not part of <see cref="Cost"/>.</summary>
    public decimal CostFromJournal { get; init; }

    /// <summary>What they cost in USD, as far as the service has reported it, without those from a journal and without session time.</summary>
    public decimal Cost { get; init; }

    /// <summary>How long sessions were open, by an estimate from their opening and their end as this machine has noted them; null for tasks from the pipeline.</summary>
    public TimeSpan? EstimatedSessionTime { get; init; }

    /// <summary>What that time costs in USD, at $0.02 a minute. It is not part of <see cref="Cost"/>.</summary>
    public decimal? EstimatedSessionCost { get; init; }

    /// <summary>All tokens, without those of tasks from a journal.</summary>
    public long TotalTokens { get; init; }

    /// <summary>Tokens read by the agent.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Tokens written by the agent.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>The agent's working time, without that for tasks from a journal.</summary>
    public TimeSpan CompletionTime { get; init; }

    /// <summary>How many of the tasks have no cost, which is missing from the sum.</summary>
    public int WithoutCost { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Count} tasks, ${Cost:0.0000}");
}
