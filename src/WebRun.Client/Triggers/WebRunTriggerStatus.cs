namespace WebRun;

/// <summary>Whether a trigger runs by its schedule.</summary>
public enum WebRunTriggerStatus
{
    /// <summary>The service says nothing, or something that this version does not know.</summary>
    Unknown,

    /// <summary>It runs.</summary>
    Active,

    /// <summary>It does not: it was disabled, or has failed too often in a row.</summary>
    Paused,
}
