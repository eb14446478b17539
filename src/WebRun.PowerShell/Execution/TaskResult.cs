using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell.Execution;

/// <summary>How a command reports the outcome of a task.</summary>
internal static class TaskResult
{
    /// <summary>True if the task has ended, successfully or not.</summary>
    public static bool IsEnded(this WebRunTask task) => task.Status == WebRunTaskStatus.Completed || task.HasNoResult();

    /// <summary>True if the task has ended without a result.</summary>
    public static bool HasNoResult(this WebRunTask task) =>
        task.Status is WebRunTaskStatus.Failed or WebRunTaskStatus.Stopped or WebRunTaskStatus.Terminated;

    /// <summary>What the task has cost in this run; null for what an earlier run has paid for.</summary>
    public static decimal? CostOfThisRun(this WebRunTask task) => task.FromJournal ? null : task.Cost;

    /// <summary>What is known about a task from its ids, and from the object in the pipeline that has them.</summary>
    public static WebRunTask Known(string sessionId, string? taskId, PSObject? input) =>
        input?.BaseObject is WebRunTask task && task.SessionId == sessionId && task.TaskId == taskId
            ? task
            : new WebRunTask { SessionId = sessionId, TaskId = taskId, TaskDetails = Wrapped.Of(input, "TaskDetails") as string }.With(input?.IsTask() == true ? input : null);

    /// <summary>True for a WebRunSession from the pipeline, also one from another process.</summary>
    public static bool IsSession(this PSObject? input) => input?.TypeNames.Any(name => name.EndsWith("WebRun.WebRunSession", StringComparison.Ordinal)) == true;

    /// <summary>The task that a command for a whole session is about. A session brings the id of its first task, but another one may run in it by now.</summary>
    public static string? TaskOf(this PSObject? input, string? taskId) =>
        input.IsSession() && Equals(Wrapped.Of(input, "TaskId"), taskId) ? null : taskId;

    /// <summary>Writes a task with its output as PowerShell objects, and reports what is wrong with that. Every task that may have output goes through here.</summary>
    public static async Task EmitAsync(this PipelineWriter pipeline, WebRunTask task, CancellationToken cancellationToken) =>
        pipeline.Write(await pipeline.ShownAsync(task, cancellationToken).ConfigureAwait(false));

    /// <summary>The task with its output as PowerShell objects.</summary>
    public static Task<WebRunTask> WithObjectsAsync(this PipelineWriter pipeline, WebRunTask task, CancellationToken cancellationToken) =>
        task.Schema?.Type is null ? Task.FromResult(task.WithObjects()) : pipeline.DoAsync(task.WithObjects, cancellationToken);

    /// <summary>A completed task with its output as PowerShell objects, and with an error if that is not what was asked for, or what the user asserts about it is not true.</summary>
    public static async Task<WebRunTask> JudgedAsync(this PipelineWriter pipeline, WebRunTask task, ScriptBlock? assert, CancellationToken cancellationToken)
    {
        var shown = await pipeline.WithObjectsAsync(task, cancellationToken).ConfigureAwait(false);
        return assert is not null && shown.Error is null && await pipeline.DoAsync(() => UserScript.Complaint(assert, shown), cancellationToken).ConfigureAwait(false) is { } complaint
            ? shown with { Error = new(nameof(WebRunErrorId.AssertionFailed), complaint) }
            : shown;
    }

    /// <summary>True if the task has an answer about which the user's assertion is not true.</summary>
    public static bool IsNotAsAsserted(this WebRunTask task) => task is { Status: WebRunTaskStatus.Completed, Error.Code: nameof(WebRunErrorId.AssertionFailed) };

    /// <summary>The task with its output as PowerShell objects, after reporting what is wrong with that.</summary>
    public static async Task<WebRunTask> ShownAsync(this PipelineWriter pipeline, WebRunTask task, CancellationToken cancellationToken)
    {
        var shown = await pipeline.WithObjectsAsync(task, cancellationToken).ConfigureAwait(false);
        if (shown.RaggedRows() is > 0 and var ragged)
        {
            pipeline.Warning($"{ragged} row(s) of the CSV answer have more or fewer cells than its header. Their columns are empty; the property {WebRunOutputSchema.RawColumn} has each row unchanged.");
        }

        if (shown is { Status: WebRunTaskStatus.Completed, Error: not null })
        {
            pipeline.Error(ErrorRecords.OutputInvalid(shown));
        }

        return shown;
    }

    /// <summary>Warns about a task that waits for an answer.</summary>
    public static void Warn(this PipelineWriter pipeline, WebRunTask task)
    {
        if (task.Status == WebRunTaskStatus.WaitingForInput)
        {
            // Read-Host, so that a code or password is in no history, transcript or log.
            pipeline.Warning(string.Join(
                Environment.NewLine,
                $"The task waits for an answer, and its session costs money meanwhile: {task.Guardrail}",
                $"To answer:  Resume-WebRunTask {task.SessionId} {task.TaskId} -Response (Read-Host -AsSecureString)",
                $"To end it:  Stop-WebRunSession {task.SessionId}{(task.HasAllSteps ? "" : $"{Environment.NewLine}Then:       the steps after it are not started; Send-WebRunTask gives them to its session")}"));
        }
    }
}
