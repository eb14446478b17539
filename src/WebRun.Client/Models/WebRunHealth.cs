using System;

namespace WebRun;

/// <summary>The health of the service.</summary>
public sealed record WebRunHealth
{
    /// <summary>The service's own status text, such as <c>healthy</c>.</summary>
    public string? Status { get; init; }

    /// <summary>True if the service calls itself healthy.</summary>
    public bool IsHealthy { get; init; }

    /// <summary>True if a browser is free; null if the service did not say.</summary>
    public bool? InstancesAvailable { get; init; }

    /// <summary>How many browsers there are; null if the service did not say.</summary>
    public int? InstanceCount { get; init; }

    /// <summary>When the service said so.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The address that was asked.</summary>
    public Uri? BaseUri { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Status ?? "";
}
