using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary><c>Remove-WebRunTrigger</c>: permanently deletes a trigger with the list of its runs. Asks for confirmation, unless -Confirm:$false.</summary>
[Cmdlet(VerbsCommon.Remove, "WebRunTrigger", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveWebRunTriggerCommand : TriggerCommand
{
    /// <inheritdoc/>
    private protected override string Action => "Delete trigger";

    /// <inheritdoc/>
    private protected override async Task ChangeAsync(string triggerId, PipelineWriter pipeline, CancellationToken cancellationToken)
    {
        await Client.RemoveTriggerAsync(triggerId, cancellationToken).ConfigureAwait(false);
        RecentlySeen.Forget(nameof(TriggerId), triggerId);
    }
}
