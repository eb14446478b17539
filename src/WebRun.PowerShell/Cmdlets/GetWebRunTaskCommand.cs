using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>Get-WebRunTask</c>: looks once at a task.</summary>
[Cmdlet(VerbsCommon.Get, "WebRunTask")]
[OutputType(typeof(WebRunTask))]
public sealed class GetWebRunTaskCommand : TaskReferenceCommand
{
    /// <inheritdoc/>
    private protected override void Look(WebRunTask known) =>
        Run(known, async (pipeline, cancel) => pipeline.Emit(await Client.GetTaskAsync(known, cancel).ConfigureAwait(false)));
}
