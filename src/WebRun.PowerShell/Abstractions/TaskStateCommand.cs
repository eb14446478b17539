using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command that controls the task of a session.</summary>
public abstract class TaskStateCommand : ServiceCommand
{
    /// <summary>The task, for -PassThru. A session runs one task at a time.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("TaskId")]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? TaskId { get; set; }

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
    private protected void Change(string sessionId)
    {
        if (!ShouldProcess(sessionId, Action))
        {
            return;
        }

        var task = TaskResult.Known(sessionId, InputObject.TaskOf(TaskId), InputObject);
        Run(sessionId, async (pipeline, cancellationToken) =>
        {
            await ChangeAsync(task, cancellationToken).ConfigureAwait(false);
            if (PassThru)
            {
                pipeline.Emit(task.TaskId is null ? task : await Client.GetTaskAsync(task, cancellationToken).ConfigureAwait(false));
            }
        });
    }
}
