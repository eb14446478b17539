using System;
using System.Text.Json.Serialization;

namespace WebRun.Emulator;

/// <summary>A file that was uploaded, also one that is gone since.</summary>
public sealed record UploadRecord
{
    /// <summary>Its id.</summary>
    public required string FileId { get; init; }

    /// <summary>Names the key that uploaded it, without being the key.</summary>
    public required string Owner { get; init; }

    /// <summary>The name that the upload gave it.</summary>
    public required string OriginalName { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of all of it, in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Its first bytes, up to 1 MiB.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The environment that keeps it.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>When it had come.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it goes by itself; null with an environment.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether it is neither deleted nor expired.</summary>
    public required bool IsThere { get; init; }
}
