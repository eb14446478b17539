using System;
using System.Collections.Generic;
using WebRun.Models;

namespace WebRun;

/// <summary>What a task has used so far.</summary>
public sealed record WebRunUsage
{
    internal WebRunUsage()
    {
    }

    /// <summary>Tokens read by the agent.</summary>
    public long PromptTokens { get => ReportedPrompt ?? 0; internal init => ReportedPrompt = value; }

    /// <summary>Tokens written by the agent.</summary>
    public long CompletionTokens { get => ReportedCompletion ?? 0; internal init => ReportedCompletion = value; }

    /// <summary>All tokens.</summary>
    public long TotalTokens { get => ReportedTotal ?? PromptTokens + CompletionTokens; internal init => ReportedTotal = value; }

    /// <summary>The agent's working time.</summary>
    public TimeSpan CompletionTime { get => ReportedTime ?? TimeSpan.Zero; internal init => ReportedTime = value; }

    /// <summary>Cost in USD; null if the service did not say.</summary>
    public decimal? Cost { get; internal init; }

    /// <summary>The figures that the service has reported; null for one that it has not.</summary>
    internal long? ReportedPrompt { get; init; }

    /// <inheritdoc cref="ReportedPrompt"/>
    internal long? ReportedCompletion { get; init; }

    /// <inheritdoc cref="ReportedPrompt"/>
    internal long? ReportedTotal { get; init; }

    /// <inheritdoc cref="ReportedPrompt"/>
    internal TimeSpan? ReportedTime { get; init; }

    /// <summary>These figures, and another report's where this one has none.</summary>
    internal WebRunUsage CompletedBy(WebRunUsage? other) => other is null ? this : new()
    {
        ReportedPrompt = ReportedPrompt ?? other.ReportedPrompt,
        ReportedCompletion = ReportedCompletion ?? other.ReportedCompletion,
        ReportedTotal = ReportedTotal ?? other.ReportedTotal,
        ReportedTime = ReportedTime ?? other.ReportedTime,
        Cost = Cost ?? other.Cost,
    };

    /// <summary>These figures and those of another task together. One that neither has is none.</summary>
    internal WebRunUsage Plus(WebRunUsage? other) => other is null ? this : new()
    {
        ReportedPrompt = Sum(ReportedPrompt, other.ReportedPrompt),
        ReportedCompletion = Sum(ReportedCompletion, other.ReportedCompletion),
        ReportedTotal = ReportedTotal is null && other.ReportedTotal is null ? null : TotalTokens + other.TotalTokens,
        ReportedTime = ReportedTime is null ? other.ReportedTime : ReportedTime + other.CompletionTime,
        Cost = Cost is null ? other.Cost : Cost + (other.Cost ?? 0),
    };

    private static long? Sum(long? one, long? other) => one is null ? other : one + (other ?? 0);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{TotalTokens} tokens ({PromptTokens} read, {CompletionTokens} written), {CompletionTime.TotalSeconds:0.###} s, ${Cost:0.0000}");
}

/// <summary>Pages that the browser visited in one step of a task.</summary>
public sealed record WebRunNetworkEntry
{
    internal WebRunNetworkEntry(string? id, string? taskId, IReadOnlyList<WebRunVisit> urls) => (Id, TaskId, Urls) = (id, taskId, new TextList<WebRunVisit>([.. urls]));

    /// <summary>The service's id of the step.</summary>
    public string? Id { get; }

    /// <summary>The task that it belongs to.</summary>
    public string? TaskId { get; }

    /// <summary>The visits, oldest first.</summary>
    public IReadOnlyList<WebRunVisit> Urls { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Urls}";
}

/// <summary>One page visit.</summary>
public sealed record WebRunVisit
{
    internal WebRunVisit(string? url, DateTimeOffset? timestamp) => (Url, Timestamp) = (url, timestamp);

    /// <summary>The address, as the service sent it.</summary>
    public string? Url { get; }

    /// <summary>When it was visited; null if the service did not say.</summary>
    public DateTimeOffset? Timestamp { get; }

    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines(Url);
}
