using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>Disable-WebRunTrigger</c>: pauses a trigger, so that its schedule no longer runs it. A run that has started continues.</summary>
[Cmdlet(VerbsLifecycle.Disable, "WebRunTrigger", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTrigger))]
public sealed class DisableWebRunTriggerCommand : TriggerStateCommand
{
    /// <inheritdoc/>
    private protected override string Action => "Pause trigger";

    /// <inheritdoc/>
    private protected override bool IsActive => false;
}
