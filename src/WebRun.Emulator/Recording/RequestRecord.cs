using System;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator;

/// <summary>A request as the service received it. The key is not kept.</summary>
public sealed record RequestRecord
{
    /// <summary>When its body had arrived; an upload, when it began.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>GET, POST …</summary>
    public required string Method { get; init; }

    /// <summary>The Host header.</summary>
    public required string Host { get; init; }

    /// <summary>The path, escaped as in an address, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>Whether it had an Authorization header.</summary>
    public required bool HadAuthorization { get; init; }

    /// <summary>The body as received, without secrets; empty for an upload.</summary>
    public required string Body { get; init; }

    /// <summary>The status answered; null while it is held, and for one that was cut.</summary>
    public int? Status { get; init; }

    /// <summary>From its arrival to its answer or cut; null while it is held.</summary>
    public TimeSpan? Duration { get; init; }
}

/// <summary>A request for a live link, and the link that came of it.</summary>
public sealed record SocketRecord
{
    /// <summary>When it was answered.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>The status answered: 101 for a link; null for a request that was cut.</summary>
    public required int? Status { get; init; }

    /// <summary>The session that it joined; null before that.</summary>
    public string? SessionId { get; init; }

    /// <summary>The words with which it was not let in.</summary>
    public string? Refusal { get; init; }

    /// <summary>How many events were sent over it.</summary>
    public required long EventsSent { get; init; }

    /// <summary>How many packets came over it: the join, answers to pings, messages.</summary>
    public required long PacketsReceived { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Whether it is a link that has not ended.</summary>
    public bool IsOpen => Status == 101 && ClosedAt is null;
}
