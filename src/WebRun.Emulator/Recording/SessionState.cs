namespace WebRun.Emulator;

/// <summary>The state of a session.</summary>
public enum SessionState
{
    /// <summary>Open; has not begun a task.</summary>
    Pending,

    /// <summary>Open; has begun a task.</summary>
    Active,

    /// <summary>Open; its work is halted by a pause message.</summary>
    Paused,

    /// <summary>Open; its last task was stopped.</summary>
    Stopped,

    /// <summary>Open; its browser is lost, and may come back within the grace period.</summary>
    Orphaned,

    /// <summary>Ended by the completion of its task.</summary>
    Completed,

    /// <summary>Ended by a terminate message or by its idle time.</summary>
    Terminated,

    /// <summary>Ended by the failure of its task, or because its browser did not come back.</summary>
    Failed,
}
