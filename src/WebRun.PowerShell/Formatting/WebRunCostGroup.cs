using System;

namespace WebRun;

/// <summary>The total cost of tasks that have something in common.</summary>
public sealed record WebRunCostGroup : WebRunCost
{
    /// <summary>What they have in common, as text.</summary>
    public string Group { get; init; } = "";

    /// <summary>The day or the hour in which they were sent, in this machine's time zone; null if it is not known, or does not count.</summary>
    public DateTime? Time { get; init; }

    /// <summary>Their tag; null for those without one, or if it does not count.</summary>
    public string? Tag { get; init; }

    /// <summary>Their status, as WebRunTaskStatus names it; null if it does not count.</summary>
    public string? Status { get; init; }

    /// <summary>Their cost as a part of that of the most expensive group: 0 to 1.</summary>
    public double RelativeCost { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Group}: {base.ToString()}";
}
