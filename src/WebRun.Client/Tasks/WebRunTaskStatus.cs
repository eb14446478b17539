namespace WebRun;

/// <summary>Where a task is on its way.</summary>
public enum WebRunTaskStatus
{
    /// <summary>Accepted and waiting, for its session or behind another task.</summary>
    Pending,

    /// <summary>The agent is at work.</summary>
    Running,

    /// <summary>Ended with a result.</summary>
    Completed,

    /// <summary>Paused at a guardrail until somebody answers; the session goes on costing.</summary>
    WaitingForInput,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Stopped on request; its session lives on.</summary>
    Stopped,

    /// <summary>Its session ended under it.</summary>
    Terminated,
}
