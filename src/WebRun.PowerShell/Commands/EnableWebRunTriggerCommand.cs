using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary><c>Enable-WebRunTrigger</c>: resumes a trigger, so that its schedule runs it again, and resets its count of failures.</summary>
[Cmdlet(VerbsLifecycle.Enable, "WebRunTrigger", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTrigger))]
public sealed class EnableWebRunTriggerCommand : TriggerStateCommand
{
    /// <inheritdoc/>
    private protected override string Action => "Resume trigger";

    /// <inheritdoc/>
    private protected override Task<WebRunTrigger> SetStateAsync(string triggerId, CancellationToken cancellationToken) => Client.EnableTriggerAsync(triggerId, cancellationToken);
}
