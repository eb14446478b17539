namespace WebRun;

/// <summary>What a live event tells.</summary>
public enum WebRunEventKind
{
    /// <summary>The agent thinks.</summary>
    Thought,

    /// <summary>The agent does something in the browser.</summary>
    Action,

    /// <summary>The answer so far.</summary>
    Update,

    /// <summary>The agent waits for a person.</summary>
    Guardrail,

    /// <summary>A task has ended with a result.</summary>
    Completed,

    /// <summary>A task has failed.</summary>
    Error,

    /// <summary>The session has ended; no event follows.</summary>
    SessionEnded,

    /// <summary>The session's browser was lost; it may come back.</summary>
    InstanceLost,

    /// <summary>The session's browser has come back.</summary>
    InstanceRegained,

    /// <summary>Something that this version has no name for.</summary>
    Other,
}
