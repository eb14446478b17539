using System;
using WebRun.Models;

namespace WebRun;

/// <summary>A file at the service: one that a task produced, or one that was uploaded.</summary>
public sealed record WebRunFile
{
    /// <summary>The id of an uploaded file, by which tasks use it; null for one that a task produced.</summary>
    public string? FileId { get; internal init; }

    /// <summary>The environment that keeps an uploaded file; null without one, in which case the file is deleted after an hour.</summary>
    public string? EnvironmentId { get; internal init; }

    /// <summary>The name that the service gives it. It comes from outside, so check it before you use it in a path.</summary>
    public string? FileName { get; init; }

    /// <summary>Bytes; null if the service did not say.</summary>
    public long? Size { get; internal init; }

    /// <summary>The page that a produced file came from.</summary>
    public string? Source { get; internal init; }

    /// <summary>Where a produced file can be fetched, as the service sent it; null for an uploaded one.</summary>
    public string? DownloadUrl { get; init; }

    /// <summary>When the file was made; null if the service did not say.</summary>
    public DateTimeOffset? CreatedAt { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines(FileName ?? FileId);
}

/// <summary>How to download a file.</summary>
public sealed record WebRunDownload
{
    /// <summary>True to replace an existing file.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The maximum size in bytes, so that a hostile file cannot fill the disk: 10 GiB by default.</summary>
    public long MaxSize { get; init; } = 10L << 30;

    /// <summary>Receives the number of bytes so far and the total, which is null if the service does not say; called from any thread, and should return quickly.</summary>
    public Action<long, long?>? OnProgress { get; init; }
}
