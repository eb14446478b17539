namespace WebRun.Emulator;

/// <summary>The state of a task.</summary>
public enum TaskState
{
    /// <summary>Accepted; another task of the session is at work, or the session is paused.</summary>
    Queued,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Halted by a pause message.</summary>
    Paused,

    /// <summary>Halted because the session has lost its browser.</summary>
    Orphaned,

    /// <summary>Halted by a guardrail until somebody answers.</summary>
    WaitingForInput,

    /// <summary>Ended with a result.</summary>
    Completed,

    /// <summary>Ended with an error code.</summary>
    Failed,

    /// <summary>Ended by a stop message.</summary>
    Stopped,

    /// <summary>Ended because its session ended.</summary>
    Terminated,
}
