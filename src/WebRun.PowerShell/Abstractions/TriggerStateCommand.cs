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

    /// <summary>Changes the state, and returns the trigger as it is then.</summary>
    private protected abstract Task<WebRunTrigger> SetStateAsync(string triggerId, CancellationToken cancellationToken);

    /// <inheritdoc/>
    private protected sealed override async Task ChangeAsync(string triggerId, PipelineWriter pipeline, CancellationToken cancellationToken)
    {
        var trigger = await SetStateAsync(triggerId, cancellationToken).ConfigureAwait(false);
        if (PassThru)
        {
            pipeline.Write(trigger);
        }
    }
}
