using System;

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

    /// <summary>The body as received, without what is secret in it; empty for an upload.</summary>
    public required string Body { get; init; }

    /// <summary>The status answered; null while it is held, and for one that was cut.</summary>
    public int? Status { get; init; }

    /// <summary>From its arrival to its answer or cut; null while it is held.</summary>
    public TimeSpan? Duration { get; init; }
}
