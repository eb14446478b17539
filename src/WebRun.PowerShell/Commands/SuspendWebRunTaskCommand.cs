using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary><c>Suspend-WebRunTask</c>: pauses the task of a session, until Resume-WebRunTask. The session keeps costing money.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "WebRunTask", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTask))]
public sealed class SuspendWebRunTaskCommand : TaskStateCommand
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

    /// <inheritdoc/>
    private protected override string Action => "Pause browser task";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (IsUsed(InputObject))
        {
            Change(SessionId, TaskId, InputObject);
        }
    }

    /// <inheritdoc/>
    private protected override Task ChangeAsync(WebRunTask task, CancellationToken cancellationToken) => Client.SuspendTaskAsync(task.SessionId!, cancellationToken);
}
