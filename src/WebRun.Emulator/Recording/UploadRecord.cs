using System;
using System.Text.Json.Serialization;

namespace WebRun.Emulator;

/// <summary>A file that was uploaded, even if it has been deleted since.</summary>
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

    /// <summary>When it had arrived.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it expires; null with an environment.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether it is neither deleted nor expired.</summary>
    public required bool IsThere { get; init; }
}

/// <summary>A download: of a task's file, or of an environment's profile.</summary>
public sealed record DownloadRecord
{
    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The Host of the request: <c>localhost:port</c> where the downloadUrl was on another host than the service.</summary>
    public required string Host { get; init; }

    /// <summary>The path, escaped as in an address, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The name as the result gave it; null if it gave none, and for a profile.</summary>
    public string? FileName { get; init; }

    /// <summary>Whether it had an Authorization header, which a downloadUrl does not need.</summary>
    public required bool HadAuthorization { get; init; }

    /// <summary>Bytes that it has.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes that were handed to the connection.</summary>
    public long BytesSent { get; init; }

    /// <summary>SHA-256 in lower-case hexadecimal; null until all of it was sent.</summary>
    public string? Sha256 { get; init; }
}
