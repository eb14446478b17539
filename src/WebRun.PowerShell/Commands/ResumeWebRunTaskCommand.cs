using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary><c>Resume-WebRunTask</c>: continues a paused task, or answers a task's question with -Response.</summary>
[Cmdlet(VerbsLifecycle.Resume, "WebRunTask", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTask))]
public sealed class ResumeWebRunTaskCommand : TaskReplyCommand
{
    /// <inheritdoc/>
    private protected override string Action => "Continue browser task";

    /// <inheritdoc/>
    private protected override Task ChangeAsync(WebRunTask task, CancellationToken cancellationToken) =>
        Reply is null
            ? Client.ResumeTaskAsync(task.SessionId!, cancellationToken)
            : ReplyAsync(task, isRefusal: false, cancellationToken);
}
