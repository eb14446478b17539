using System;

namespace WebRun;

/// <summary>A file that a task produced.</summary>
public sealed record WebRunFile
{
    /// <summary>The name that the service gives it. Not safe as a path: it is somebody else's text.</summary>
    public string? FileName { get; init; }

    /// <summary>The page that the file came from.</summary>
    public string? Source { get; init; }

    /// <summary>Where the file can be fetched, as the service sent it.</summary>
    public string? DownloadUrl { get; init; }

    /// <summary>When the file was made; null where the service did not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FileName ?? "";
}
