using System;

namespace WebRun.Emulator;

/// <summary>A session as it stood when the books were read.</summary>
public sealed record SessionRecord
{
    /// <summary>Its id.</summary>
    public required string SessionId { get; init; }

    /// <summary>Names the key that opened it, without being the key: the start of its SHA-256.</summary>
    public required string Owner { get; init; }

    /// <summary>Its state.</summary>
    public required SessionState State { get; init; }

    /// <summary>Why it ended: <c>completed</c>, <c>terminateOnCompletion</c>, <c>terminated</c>, <c>expired</c> or <c>instance_lost</c>; null while it is open.</summary>
    public string? EndReason { get; init; }

    /// <summary>Whether somebody took manual control and has not released it.</summary>
    public bool IsControlled { get; init; }

    /// <summary>The environment that it was asked to start from, also under the older name profileId.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>The policy that it was given.</summary>
    public string? PolicyId { get; init; }

    /// <summary><c>off</c>, <c>guardrail_only</c> or <c>full</c>; null if nothing was said.</summary>
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

/// <summary>The proxy that a session was asked to use. The password is not kept.</summary>
public sealed record ProxyRecord
{
    /// <summary><c>WebRun</c> or <c>custom</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Two capital letters, or <c>random</c>; of WebRun's proxies.</summary>
    public string? Country { get; init; }

    /// <summary><c>system</c> or <c>chrome</c>; null if nothing was said.</summary>
    public string? Level { get; init; }

    /// <summary><c>http</c> or <c>socks</c>; of a custom one, as all that follows.</summary>
    public string? Type { get; init; }

    /// <summary>Its host.</summary>
    public string? Host { get; init; }

    /// <summary>Its port, as text.</summary>
    public string? Port { get; init; }

    /// <summary>The user's name.</summary>
    public string? Username { get; init; }

    /// <summary>Whether there was a password.</summary>
    public bool HadPassword { get; init; }
}

/// <summary>Manual control that a session took, over HTTP or a live link.</summary>
public sealed record InteractionRecord
{
    /// <summary>The session.</summary>
    public required string SessionId { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>takeOverControl</c>, <c>releaseControl</c>, <c>CLICK</c>, <c>DOUBLE_CLICK</c>, <c>TYPE</c> or <c>KEY_PRESS</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Pixels from the left, within the session's picture; of a click.</summary>
    public double? X { get; init; }

    /// <summary>Pixels from the top of the browser, from 155 on; of a click.</summary>
    public double? Y { get; init; }

    /// <summary>What was typed.</summary>
    public string? Text { get; init; }

    /// <summary>Whether it was typed as a person types; null if nothing was said.</summary>
    public bool? HumanLike { get; init; }

    /// <summary>The key that was pressed.</summary>
    public string? Key { get; init; }
}
