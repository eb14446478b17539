using System;

namespace WebRun.Emulator;

/// <summary>A session as it stood when the books were read.</summary>
public sealed record SessionRecord
{
    /// <summary>Its id.</summary>
    public required string SessionId { get; init; }

    /// <summary>Names the key that opened it, without being the key: the start of its SHA-256.</summary>
    public required string Owner { get; init; }

    /// <summary>Where it stood.</summary>
    public required SessionState State { get; init; }

    /// <summary>Why it ended: <c>completed</c>, <c>terminateOnCompletion</c>, <c>terminated</c>, <c>expired</c> or <c>instance_lost</c>; null while it is open.</summary>
    public string? EndReason { get; init; }

    /// <summary>Whether somebody took manual control and has not released it.</summary>
    public bool IsControlled { get; init; }

    /// <summary>The environment that it was asked to start from, also under the older name profileId.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>The policy that it was asked to keep to.</summary>
    public string? PolicyId { get; init; }

    /// <summary><c>off</c>, <c>guardrail_only</c> or <c>full</c>; null when nothing was said.</summary>
    public string? ReachOutMode { get; init; }

    /// <summary>The proxy that it was asked to use.</summary>
    public ProxyRecord? Proxy { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How long it has cost money.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>USD so far: its time and its tasks.</summary>
    public required decimal Cost { get; init; }

    /// <summary>Whether it still costs money.</summary>
    public bool IsOpen => EndedAt is null;
}
