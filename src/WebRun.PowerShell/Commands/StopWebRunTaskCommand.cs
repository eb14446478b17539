using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary><c>Stop-WebRunTask</c>: stops the task of a session. The session stays open, and costs money until Stop-WebRunSession.</summary>
[Cmdlet(VerbsLifecycle.Stop, "WebRunTask", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTask))]
public sealed class StopWebRunTaskCommand : TaskReplyCommand
{
    /// <inheritdoc/>
    private protected override string Action => "Stop browser task";

    /// <inheritdoc/>
    private protected override Task ChangeAsync(WebRunTask task, CancellationToken cancellationToken) =>
        Reply is null
            ? Client.StopTaskAsync(task.SessionId!, cancellationToken)
            : ReplyAsync(task, isRefusal: true, cancellationToken);
}
