using System;

namespace WebRun.Emulator;

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
