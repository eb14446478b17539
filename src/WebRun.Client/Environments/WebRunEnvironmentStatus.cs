namespace WebRun;

/// <summary>Whether sessions can start from an environment's profile.</summary>
public enum WebRunEnvironmentStatus
{
    /// <summary>The service says nothing, or something that this version does not know.</summary>
    Unknown,

    /// <summary>There is no profile in it yet.</summary>
    Empty,

    /// <summary>A profile is on its way.</summary>
    Uploading,

    /// <summary>Its profile is there.</summary>
    Ready,
}
