using System.Management.Automation;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command about a task that was started before: named by its ids, or piped in.</summary>
public abstract class TaskReferenceCommand : ServiceCommand
{
    /// <summary>The session that the task runs in.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [SessionIdTransformation]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? SessionId { get; set; }

    /// <summary>The task's id.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [IdTransformation("TaskId")]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? TaskId { get; set; }

    /// <summary>The data that the answer has to be, for a task that another process sent; one from the same process brings it along.</summary>
    [Parameter]
    [OutputSchemaTransformation]
    [ArgumentCompleter(typeof(OutputSchemaCompleter))]
    [ValidateNotNull]
    public WebRunOutputSchema? OutputSchema { get; set; }

    /// <summary>The task as it came down the pipeline, for what is known of it beyond its ids.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Looking at a task needs no key.</summary>
    private protected override bool NeedsKey => false;

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        if (SessionId is { Length: > 0 } sessionId && TaskId is { Length: > 0 } taskId)
        {
            var known = TaskResult.Known(sessionId, taskId, InputObject);
            Look(OutputSchema is null ? known : known.WithOutputSchema(OutputSchema));
        }
        else
        {
            WriteError(ErrorRecords.From(new WebRunException(WebRunErrorId.InvalidParameter, WhatLacks()), InputObject));
        }
    }

    /// <summary>Does what the command does with what is known of a task.</summary>
    private protected abstract void Look(WebRunTask known);

    /// <summary>The service does not promise to name the task of a trigger's run, nor that of a session's opening.</summary>
    private string WhatLacks() => InputObject?.Properties["RunId"]?.Value is { } runId
        ? $"The service has not said which session and task the run {runId} is. Pipe the run into Get-WebRunTriggerRun, which tells its Status, and its SessionId and TaskId where the service knows them by then."
        : "The SessionId or the TaskId is missing: give both, or a task of Send-WebRunTask or Invoke-WebRunTask.";
}
