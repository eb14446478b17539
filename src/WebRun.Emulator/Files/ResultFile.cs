namespace WebRun.Emulator;

/// <summary>A file that a task leaves.</summary>
internal sealed record ResultFile
{
    /// <summary>Its name as the result gives it, whatever it is; null leaves the name out.</summary>
    public string? Name { get; init; }

    /// <summary>Bytes; null is one line.</summary>
    public long? Size { get; init; }

    /// <summary>Whether the downloadUrl is on another host than the service.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Whether the download does not say beforehand how long it is.</summary>
    public bool IsChunked { get; init; }

    /// <summary>A downloadUrl that is given as it is, and leads wherever it leads.</summary>
    public string? Url { get; init; }
}
