namespace WebRun.PowerShell;

/// <summary>How a command says what became of a task.</summary>
internal static class TaskResult
{
    /// <summary>Writes a task as the service first answered: it may still be running.</summary>
    public static void WriteAnswer(this PipelineWriter pipeline, WebRunTask task)
    {
        WarnOfQuestion(pipeline, task);
        pipeline.Write(task);
    }

    /// <summary>Writes a task that has come to its end, or to a question.</summary>
    /// <param name="pipeline">Where to.</param>
    /// <param name="task">The task.</param>
    /// <param name="sessionLives">True where the session outlives the task: then a failed task comes out too, so that Stop-WebRunSession after it gets the session.</param>
    public static void WriteEnd(this PipelineWriter pipeline, WebRunTask task, bool sessionLives)
    {
        WarnOfQuestion(pipeline, task);
        var failed = task.Status is WebRunTaskStatus.Failed or WebRunTaskStatus.Stopped or WebRunTaskStatus.Terminated;
        if (failed)
        {
            pipeline.Error(ErrorRecords.TaskFailed(task));
        }

        if (!failed || sessionLives)
        {
            pipeline.Write(task);
        }
    }

    private static void WarnOfQuestion(PipelineWriter pipeline, WebRunTask task)
    {
        if (task.Status == WebRunTaskStatus.WaitingForInput)
        {
            pipeline.Warning($"The task waits for an answer, and its session costs money meanwhile: {task.Guardrail} Stop-WebRunSession {task.SessionId} ends it.");
        }
    }
}
