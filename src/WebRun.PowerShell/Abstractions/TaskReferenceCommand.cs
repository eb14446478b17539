using System.Management.Automation;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command for a task that was started earlier, given by its ids or piped in.</summary>
public abstract class TaskReferenceCommand : ServiceCommand
{
    /// <summary>The session that the task runs in.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [SessionIdTransformation]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? SessionId { get; set; }

    /// <summary>The task's id; a WebRunSession from the pipeline stands for its first task, also while the service has not named that.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [IdTransformation("TaskId")]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? TaskId { get; set; }

    /// <summary>The schema of the answer, for a task that another process sent; a task from the same process remembers it.</summary>
    [Parameter]
    [OutputSchemaTransformation]
    [ArgumentCompleter(typeof(OutputSchemaCompleter))]
    [ValidateNotNull]
    public WebRunOutputSchema? OutputSchema { get; set; }

    /// <summary>The task from the pipeline, for what is known about it beyond its ids.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Polling a task needs no key.</summary>
    private protected override bool NeedsKey => false;

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (SessionId is { Length: > 0 } sessionId && (TaskId is { Length: > 0 } || BeganWithTask))
        {
            if (!IsUsed(InputObject))
            {
                return;
            }

            var known = TaskResult.Known(sessionId, TaskId is { Length: > 0 } ? TaskId : null, InputObject);
            ProcessTask(OutputSchema is null ? known : known.WithOutputSchema(OutputSchema));
        }
        else
        {
            WriteError(ErrorRecords.From(new WebRunException(WebRunErrorId.InvalidParameter, MissingIds()), InputObject));
        }
    }

    /// <summary>Runs the command for a task.</summary>
    private protected abstract void ProcessTask(WebRunTask known);

    private bool BeganWithTask => InputObject.IsSession() && Wrapped.Of(InputObject, "TaskDetails") is string { Length: > 0 };

    /// <summary>What is missing: the service does not always name the task of a trigger's run, or the first task of a session.</summary>
    private string MissingIds() => Wrapped.Of(InputObject, "RunId") is { } runId
        ? $"The service has not said which session and task the run {runId} has. Pipe the run into Get-WebRunTriggerRun, which shows its Status, and its SessionId and TaskId if the service knows them by then."
        : InputObject.IsSession() && SessionId is { Length: > 0 } ? $"Session {SessionId} began without a task. Pipe the task that Send-WebRunTask emits."
        : "The SessionId or the TaskId is missing: give both, or a task from Send-WebRunTask or Invoke-WebRunTask.";
}
