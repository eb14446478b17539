using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command that changes how the task of a session goes on.</summary>
public abstract class TaskStateCommand : ServiceCommand
{
    /// <summary>The session that the task runs in; comes down the pipeline with a WebRunTask or a WebRunSession.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SessionIdTransformation]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string SessionId { get; set; } = "";

    /// <summary>The task, for -PassThru. The service itself has one task at a time in a session.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("TaskId")]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? TaskId { get; set; }

    /// <summary>The task as it came down the pipeline, for what is known of it beyond its ids.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Emits the task as it is then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What -WhatIf says.</summary>
    private protected abstract string Action { get; }

    /// <summary>Changes the state.</summary>
    private protected abstract Task ChangeAsync(string sessionId, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess(SessionId, Action))
        {
            return;
        }

        var task = TaskResult.Known(SessionId, TaskId, InputObject);
        Run(SessionId, async (pipeline, cancellationToken) =>
        {
            await ChangeAsync(task.SessionId!, cancellationToken).ConfigureAwait(false);
            if (PassThru)
            {
                pipeline.Emit(task.TaskId is null ? task : await Client.GetTaskAsync(task, cancellationToken).ConfigureAwait(false));
            }
        });
    }
}
