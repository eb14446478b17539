using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>A command about a task that was started before: named by its ids, or piped in.</summary>
public abstract class TaskReferenceCommand : ServiceCommand
{
    /// <summary>The session that the task runs in.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string SessionId { get; set; } = "";

    /// <summary>The task's id.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public string TaskId { get; set; } = "";

    /// <summary>The data that the answer has to be, for a task that another process sent; one from the same process brings it along.</summary>
    [Parameter]
    [OutputSchemaTransformation]
    [ValidateNotNull]
    public WebRunOutputSchema? OutputSchema { get; set; }

    /// <summary>The task as it came down the pipeline, for what is known of it beyond its ids.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Looking at a task needs no key.</summary>
    private protected override bool NeedsKey => false;

    /// <summary>What is known of the task.</summary>
    private protected WebRunTask Known => TaskResult.Known(SessionId, TaskId, InputObject) is var task && OutputSchema is { } schema ? task.WithOutputSchema(schema) : task;
}
