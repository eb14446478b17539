using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command that controls the task of a session.</summary>
public abstract class TaskStateCommand : ServiceCommand
{
    /// <summary>The task from the pipeline, for what is known about it beyond its ids.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Emits the task in its new state.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The text for -WhatIf.</summary>
    private protected abstract string Action { get; }

    /// <summary>Changes the state.</summary>
    private protected abstract Task ChangeAsync(WebRunTask task, CancellationToken cancellationToken);

    /// <summary>Changes the state of a session's task.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="taskId">The task; null if it was not named.</param>
    /// <param name="source">The object that has named them; null for none.</param>
    private protected void Change(string sessionId, string? taskId, PSObject? source)
    {
        if (!ShouldProcess(sessionId, Action))
        {
            return;
        }

        var task = TaskResult.Known(sessionId, source.TaskOf(taskId), source);
        Run(sessionId, async (pipeline, cancellationToken) =>
        {
            await ChangeAsync(task, cancellationToken).ConfigureAwait(false);
            if (PassThru)
            {
                await pipeline.EmitAsync(task.TaskId is null ? task : await Client.GetTaskAsync(task, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
        });
    }
}
