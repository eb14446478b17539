using System;
using System.Collections.Generic;

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

    /// <summary>Cost in USD; null if the service did not say.</summary>
    public decimal? Cost { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{TotalTokens} tokens, {CompletionTime.TotalSeconds:0.#} s, ${Cost:0.0000}");
}

/// <summary>Pages that the browser visited in one step of a task.</summary>
/// <param name="Id">The service's id of the step.</param>
/// <param name="TaskId">The task that it belongs to.</param>
/// <param name="Urls">The visits, oldest first.</param>
public sealed record WebRunNetworkEntry(string? Id, string? TaskId, IReadOnlyList<WebRunVisit> Urls);

/// <summary>One page visit.</summary>
/// <param name="Url">The address, as the service sent it.</param>
/// <param name="Timestamp">When it was visited; null if the service did not say.</param>
public sealed record WebRunVisit(string? Url, DateTimeOffset? Timestamp)
{
    /// <inheritdoc/>
    public override string ToString() => Url ?? "";
}
