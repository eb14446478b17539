namespace WebRun;

/// <summary>Where a session is in its life. It costs money in every state but the ended ones.</summary>
public enum WebRunSessionState
{
    /// <summary>Asked for; its browser is starting.</summary>
    Pending,

    /// <summary>Open.</summary>
    Active,

    /// <summary>Paused on request; still open.</summary>
    Paused,

    /// <summary>Its task was stopped; still open.</summary>
    Stopped,

    /// <summary>Its browser was lost and may come back.</summary>
    Orphaned,

    /// <summary>Ended after its task.</summary>
    Completed,

    /// <summary>Ended on request or after idling.</summary>
    Terminated,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Perhaps open, perhaps never opened: no answer came that says which. Or it is open, and nobody knows whether it works on a task.</summary>
    Unknown,
}
