using System;

namespace WebRun;

/// <summary>The total cost of tasks.</summary>
public sealed record WebRunCost
{
    /// <summary>How many tasks.</summary>
    public int Count { get; init; }

    /// <summary>How many of them have completed.</summary>
    public int Completed { get; init; }

    /// <summary>How many of them ended without a result: failed, stopped, or their session ended first.</summary>
    public int Failed { get; init; }

    /// <summary>How many of them have not ended.</summary>
    public int Unfinished { get; init; }

    /// <summary>What they cost in USD, as far as the service has reported it. Session time is not included.</summary>
    public decimal Cost { get; init; }

    /// <summary>All tokens.</summary>
    public long TotalTokens { get; init; }

    /// <summary>Tokens read by the agent.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Tokens written by the agent.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>The agent's working time.</summary>
    public TimeSpan CompletionTime { get; init; }

    /// <summary>How many of the tasks have no cost, which is missing from the sum.</summary>
    public int WithoutCost { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Count} tasks, ${Cost:0.0000}");
}
