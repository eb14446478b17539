using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command that controls the task of a session.</summary>
public abstract class TaskStateCommand : ServiceCommand
{
    /// <summary>The session that the task runs in; a WebRunTask or a WebRunSession from the pipeline brings it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SessionIdTransformation]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string SessionId { get; set; } = "";

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

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess(SessionId, Action))
        {
            return;
        }

        var task = TaskResult.Known(SessionId, InputObject.TaskOf(TaskId), InputObject);
        Run(SessionId, async (pipeline, cancellationToken) =>
        {
            await ChangeAsync(task, cancellationToken).ConfigureAwait(false);
            if (PassThru)
            {
                pipeline.Emit(task.TaskId is null ? task : await Client.GetTaskAsync(task, cancellationToken).ConfigureAwait(false));
            }
        });
    }
}
