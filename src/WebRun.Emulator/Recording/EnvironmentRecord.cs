using System;

namespace WebRun.Emulator;

/// <summary>An environment that has not been deleted, as it stood when the books were read.</summary>
public sealed record EnvironmentRecord
{
    /// <summary>Its id.</summary>
    public required string EnvironmentId { get; init; }

    /// <summary>Names the key that created it, without being the key.</summary>
    public required string Owner { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its description.</summary>
    public string? Description { get; init; }

    /// <summary><c>empty</c>, <c>uploading</c> or <c>ready</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Bytes of its profile.</summary>
    public long? ProfileSize { get; init; }

    /// <summary>SHA-256 of its profile, in lower-case hexadecimal.</summary>
    public string? ProfileSha256 { get; init; }

    /// <summary>How many sessions started from it.</summary>
    public required int UsageCount { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
