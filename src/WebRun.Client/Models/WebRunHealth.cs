using System;

namespace WebRun;

/// <summary>What the service says of itself.</summary>
public sealed record WebRunHealth
{
    /// <summary>The service's word, such as <c>healthy</c>.</summary>
    public string? Status { get; init; }

    /// <summary>True when the service calls itself healthy.</summary>
    public bool IsHealthy { get; init; }

    /// <summary>True when a browser is free; null where the service did not say.</summary>
    public bool? InstancesAvailable { get; init; }

    /// <summary>How many browsers there are; null where the service did not say.</summary>
    public int? InstanceCount { get; init; }

    /// <summary>When the service said so.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The address that was asked.</summary>
    public Uri? BaseUri { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Status ?? "";
}
