using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary><c>Suspend-WebRunTask</c>: pauses the task of a session, until Resume-WebRunTask. The session keeps costing money.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "WebRunTask", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTask))]
public sealed class SuspendWebRunTaskCommand : TaskStateCommand
{
    /// <inheritdoc/>
    private protected override string Action => "Pause browser task";

    /// <inheritdoc/>
    private protected override Task ChangeAsync(WebRunTask task, CancellationToken cancellationToken) => Client.SuspendTaskAsync(task.SessionId!, cancellationToken);
}
