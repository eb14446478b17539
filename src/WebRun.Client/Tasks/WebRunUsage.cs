using System;

namespace WebRun;

/// <summary>What a task has used so far.</summary>
public sealed record WebRunUsage
{
    /// <summary>Tokens read by the agent.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Tokens written by the agent.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>All tokens.</summary>
    public long TotalTokens { get; init; }

    /// <summary>The agent's working time.</summary>
    public TimeSpan CompletionTime { get; init; }

    /// <summary>Cost in USD; null where the service did not say.</summary>
    public decimal? Cost { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{TotalTokens} tokens, {CompletionTime.TotalSeconds:0.#} s, ${Cost:0.0000}");
}
