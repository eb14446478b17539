using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Enable-WebRunTrigger</c>: resumes a trigger, so that its schedule runs it again, and resets its count of failures.</summary>
[Cmdlet(VerbsLifecycle.Enable, "WebRunTrigger", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTrigger))]
public sealed class EnableWebRunTriggerCommand : TriggerCommand
{
    /// <summary>Emits the changed trigger.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override string Action => "Resume trigger";

    /// <inheritdoc/>
    private protected override async Task ChangeAsync(string triggerId, PipelineWriter pipeline, CancellationToken cancellationToken)
    {
        var trigger = await Client.EnableTriggerAsync(triggerId, cancellationToken).ConfigureAwait(false);
        if (PassThru)
        {
            pipeline.Write(trigger);
        }
    }
}
