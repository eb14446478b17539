using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command that changes whether triggers run by their schedule.</summary>
public abstract class TriggerStateCommand : TriggerCommand
{
    /// <summary>Emits the changed trigger.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>True if the triggers are to run by their schedule.</summary>
    // Not a WebRunTriggerStatus: to look at this class, Windows would need the client before AssemblyResolver can find it.
    private protected abstract bool IsActive { get; }

    /// <inheritdoc/>
    private protected sealed override async Task ChangeAsync(string triggerId, PipelineWriter pipeline, CancellationToken cancellationToken)
    {
        var changed = await Client.SetTriggerStatusAsync(triggerId, IsActive ? WebRunTriggerStatus.Active : WebRunTriggerStatus.Paused, cancellationToken).ConfigureAwait(false);
        if (PassThru)
        {
            pipeline.Write(await Client.CompleteTriggerAsync(changed, cancellationToken).ConfigureAwait(false));
        }
    }
}
