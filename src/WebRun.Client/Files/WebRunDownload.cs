using System;

namespace WebRun;

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
