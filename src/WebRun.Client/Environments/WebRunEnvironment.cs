using System;

namespace WebRun;

/// <summary>A Chrome profile with files, that sessions can start from: logged in, with cookies and settings.</summary>
public record WebRunEnvironment
{
    /// <summary>The service's id of the environment.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>What its owner calls it.</summary>
    public string? Name { get; init; }

    /// <summary>What its owner says of it.</summary>
    public string? Description { get; init; }

    /// <summary>Whether its profile is there.</summary>
    public WebRunEnvironmentStatus Status { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <inheritdoc/>
    public sealed override string ToString() => EnvironmentId ?? Name ?? "";
}
