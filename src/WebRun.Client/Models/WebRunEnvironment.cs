using System;
using WebRun.Models;

namespace WebRun;

/// <summary>A Chrome profile with files, that sessions can start from: logged in, with cookies and settings.</summary>
public record WebRunEnvironment
{
    internal WebRunEnvironment()
    {
    }

    /// <summary>The service's id of the environment.</summary>
    public string? EnvironmentId { get; internal init; }

    /// <summary>Its name.</summary>
    public string? Name { get; internal init; }

    /// <summary>Its description.</summary>
    public string? Description { get; internal init; }

    /// <summary>Whether it has a profile.</summary>
    public WebRunEnvironmentStatus Status { get; internal init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreatedAt { get; internal init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; internal init; }

    /// <inheritdoc/>
    public sealed override string ToString() => SafeText.Lines(EnvironmentId ?? Name);
}

/// <summary>Whether sessions can start from an environment's profile.</summary>
public enum WebRunEnvironmentStatus
{
    /// <summary>The service says nothing, or something that this version does not know.</summary>
    Unknown,

    /// <summary>It has no profile yet.</summary>
    Empty,

    /// <summary>A profile is being uploaded.</summary>
    Uploading,

    /// <summary>It has a profile.</summary>
    Ready,
}

/// <summary>An environment, and the Chrome profile in it.</summary>
public sealed record WebRunEnvironmentProfile : WebRunEnvironment
{
    internal WebRunEnvironmentProfile()
    {
    }

    /// <summary>Bytes of the profile's archive; null if there is none.</summary>
    public long? Size { get; internal init; }

    /// <summary>When the profile was uploaded.</summary>
    public DateTimeOffset? UploadedAt { get; internal init; }

    /// <summary>When a session last started from it.</summary>
    public DateTimeOffset? LastUsedAt { get; internal init; }

    /// <summary>How many sessions started from it.</summary>
    public long? UsageCount { get; internal init; }
}
