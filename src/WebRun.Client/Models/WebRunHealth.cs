using System;
using WebRun.Models;

namespace WebRun;

/// <summary>The health of the service.</summary>
public sealed record WebRunHealth
{
    internal WebRunHealth()
    {
    }

    /// <summary>The service's own status text, such as <c>healthy</c>.</summary>
    public string? Status { get; internal init; }

    /// <summary>True if the service calls itself healthy.</summary>
    public bool IsHealthy { get; internal init; }

    /// <summary>True if a browser is free; null if the service did not say.</summary>
    public bool? InstancesAvailable { get; internal init; }

    /// <summary>How many browsers there are; null if the service did not say.</summary>
    public int? InstanceCount { get; internal init; }

    /// <summary>When the service said so.</summary>
    public DateTimeOffset? Timestamp { get; internal init; }

    /// <summary>The address that was asked.</summary>
    public Uri? BaseUri { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines(Status);
}
