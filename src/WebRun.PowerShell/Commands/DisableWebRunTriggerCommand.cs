using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary><c>Disable-WebRunTrigger</c>: pauses a trigger, so that its schedule no longer runs it. A run that has started continues.</summary>
[Cmdlet(VerbsLifecycle.Disable, "WebRunTrigger", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTrigger))]
public sealed class DisableWebRunTriggerCommand : TriggerStateCommand
{
    /// <inheritdoc/>
    private protected override string Action => "Pause trigger";

    /// <inheritdoc/>
    private protected override Task<WebRunTrigger> SetStateAsync(string triggerId, CancellationToken cancellationToken) => Client.DisableTriggerAsync(triggerId, cancellationToken);
}
