using System;

namespace WebRun;

/// <summary>A file at the service: one that a task produced, or one that was uploaded.</summary>
public sealed record WebRunFile
{
    /// <summary>The id of an uploaded file, by which tasks use it; null for one that a task produced.</summary>
    public string? FileId { get; init; }

    /// <summary>The environment that keeps an uploaded file; null without one, where the file goes after an hour.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>The name that the service gives it. Not safe as a path, because it is somebody else's text: see <see cref="SafeFileName"/>.</summary>
    public string? FileName { get; init; }

    /// <summary>Bytes; null where the service did not say.</summary>
    public long? Size { get; init; }

    /// <summary>The page that a produced file came from.</summary>
    public string? Source { get; init; }

    /// <summary>Where a produced file can be fetched, as the service sent it; null for an uploaded one.</summary>
    public string? DownloadUrl { get; init; }

    /// <summary>When the file was made; null where the service did not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <inheritdoc/>
    public override string ToString() => FileName ?? FileId ?? "";
}

/// <summary>How to download a file.</summary>
public sealed record WebRunDownload
{
    /// <summary>True to put it in place of a file that has its name.</summary>
    public bool Overwrite { get; init; }

    /// <summary>The most bytes that it may have, so that a hostile one cannot fill the disk: by default 10 GiB.</summary>
    public long MaxSize { get; init; } = 10L << 30;

    /// <summary>Is told of the bytes so far and of all bytes, null where the service does not say; called from any thread, and should return soon.</summary>
    public Action<long, long?>? OnProgress { get; init; }
}
