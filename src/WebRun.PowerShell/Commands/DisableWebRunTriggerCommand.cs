using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Disable-WebRunTrigger</c>: pauses a trigger, so that its schedule no longer runs it. A run that has started continues.</summary>
[Cmdlet(VerbsLifecycle.Disable, "WebRunTrigger", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTrigger))]
public sealed class DisableWebRunTriggerCommand : TriggerCommand
{
    /// <summary>Emits the changed trigger.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override string Action => "Pause trigger";

    /// <inheritdoc/>
    private protected override async Task ChangeAsync(string triggerId, PipelineWriter pipeline, CancellationToken cancellationToken)
    {
        var trigger = await Client.DisableTriggerAsync(triggerId, cancellationToken).ConfigureAwait(false);
        if (PassThru)
        {
            pipeline.Write(trigger);
        }
    }
}
