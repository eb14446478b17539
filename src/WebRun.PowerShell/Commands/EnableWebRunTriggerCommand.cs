using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>Enable-WebRunTrigger</c>: resumes a trigger, so that its schedule runs it again, and resets its count of failures.</summary>
[Cmdlet(VerbsLifecycle.Enable, "WebRunTrigger", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTrigger))]
public sealed class EnableWebRunTriggerCommand : TriggerStateCommand
{
    /// <inheritdoc/>
    private protected override string Action => "Resume trigger";

    /// <inheritdoc/>
    private protected override bool IsActive => true;
}
