using System.Management.Automation;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Get-WebRunTask</c>: gets the current state of a task.</summary>
[Cmdlet(VerbsCommon.Get, "WebRunTask")]
[OutputType(typeof(WebRunTask))]
public sealed class GetWebRunTaskCommand : TaskReferenceCommand
{
    /// <inheritdoc/>
    private protected override void ProcessTask(WebRunTask known) =>
        Run(known, async (pipeline, cancellationToken) => await pipeline.EmitAsync(await Client.GetTaskAsync(known, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false));
}
