using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Start-WebRunTrigger</c>: runs a trigger now, even if it is paused. Its session costs the same as any other and ends with its task.</summary>
[Cmdlet(VerbsLifecycle.Start, "WebRunTrigger", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTriggerRun))]
public sealed class StartWebRunTriggerCommand : TriggerCommand
{
    /// <inheritdoc/>
    private protected override string Action => "Run trigger now";

    /// <inheritdoc/>
    private protected override async Task ChangeAsync(string triggerId, PipelineWriter pipeline, CancellationToken cancellationToken) =>
        pipeline.Write(await Client.StartTriggerAsync(triggerId, cancellationToken).ConfigureAwait(false));
}
