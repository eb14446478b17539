using System.Management.Automation;
using System.Net;
using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary><c>Resume-WebRunTask</c>: continues a paused task, or answers a task's question with -Response.</summary>
[Cmdlet(VerbsLifecycle.Resume, "WebRunTask", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTask))]
public sealed class ResumeWebRunTaskCommand : TaskStateCommand
{
    /// <summary>The answer, as text or as a SecureString; the task continues with the same id.</summary>
    [Parameter(Position = 2)]
    [SecureTextTransformation]
    [ValidateNotNull]
    public SecureString? Response { get; set; }

    /// <inheritdoc/>
    private protected override string Action => "Continue browser task";

    /// <inheritdoc/>
    private protected override Task ChangeAsync(WebRunTask task, CancellationToken cancellationToken) =>
        Response is null
            ? Client.ResumeTaskAsync(task.SessionId!, cancellationToken)
            : Client.ReplyToTaskAsync(task, new NetworkCredential("", Response).Password, isRefusal: false, cancellationToken);
}
