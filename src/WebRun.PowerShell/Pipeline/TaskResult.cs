namespace WebRun.PowerShell;

/// <summary>How a command says what became of a task.</summary>
internal static class TaskResult
{
    /// <summary>True when the task has ended, well or not.</summary>
    public static bool IsEnded(this WebRunTask task) => task.Status == WebRunTaskStatus.Completed || task.HasNoResult();

    /// <summary>True when the task has ended and will have no result.</summary>
    public static bool HasNoResult(this WebRunTask task) =>
        task.Status is WebRunTaskStatus.Failed or WebRunTaskStatus.Stopped or WebRunTaskStatus.Terminated;

    /// <summary>Warns of a task that waits for an answer.</summary>
    public static void Warn(this PipelineWriter pipeline, WebRunTask task)
    {
        if (task.Status == WebRunTaskStatus.WaitingForInput)
        {
            pipeline.Warning($"The task waits for an answer, and its session costs money meanwhile: {task.Guardrail} Resume-WebRunTask {task.SessionId} {task.TaskId} -Response 'your answer' lets it go on; Stop-WebRunSession {task.SessionId} ends it.");
        }
    }
}
