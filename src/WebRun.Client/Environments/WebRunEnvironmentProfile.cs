using System;

namespace WebRun;

/// <summary>An environment, and the Chrome profile in it.</summary>
public sealed record WebRunEnvironmentProfile : WebRunEnvironment
{
    /// <summary>Bytes of the profile's archive; null where there is none.</summary>
    public long? Size { get; init; }

    /// <summary>When the profile was uploaded.</summary>
    public DateTimeOffset? UploadedAt { get; init; }

    /// <summary>When a session last started from it.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>How many sessions started from it.</summary>
    public long? UsageCount { get; init; }
}
