using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary><c>Stop-WebRunTask</c>: stops the task of a session. The session stays open, and costs money until Stop-WebRunSession.</summary>
[Cmdlet(VerbsLifecycle.Stop, "WebRunTask", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTask))]
public sealed class StopWebRunTaskCommand : TaskStateCommand
{
    /// <inheritdoc/>
    private protected override string Action => "Stop browser task";

    /// <inheritdoc/>
    private protected override Task ChangeAsync(string sessionId, CancellationToken cancellationToken) => Client.StopTaskAsync(sessionId, cancellationToken);
}
