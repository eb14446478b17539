using System;

namespace WebRun;

/// <summary>What the account has spent. Not every deployment of the service says so.</summary>
public sealed record WebRunAccountUsage
{
    internal WebRunAccountUsage()
    {
    }

    /// <summary>Whether the service says anything about it; if not, all amounts are null.</summary>
    public bool IsKnown => (Spend ?? Limit ?? Remaining) is not null;

    /// <summary>USD spent so far.</summary>
    public decimal? Spend { get; internal init; }

    /// <summary>The spending limit in USD.</summary>
    public decimal? Limit { get; internal init; }

    /// <summary>What can still be spent, in USD.</summary>
    public decimal? Remaining { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => IsKnown ? FormattableString.Invariant($"${Spend:0.00##} of ${Limit:0.00##} spent, ${Remaining:0.00##} remaining") : "not known";
}
