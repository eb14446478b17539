using System.Management.Automation;
using System.Net;
using System.Security;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary><c>Stop-WebRunTask</c>: stops the task of a session. The session stays open, and costs money until Stop-WebRunSession.</summary>
[Cmdlet(VerbsLifecycle.Stop, "WebRunTask", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTask))]
public sealed class StopWebRunTaskCommand : TaskStateCommand
{
    /// <summary>What to tell the agent that waits for an answer: it is refused what it asks for, and the task ends.</summary>
    [Parameter(Position = 2)]
    [SecureTextTransformation]
    [ValidateNotNull]
    public SecureString? Response { get; set; }

    /// <inheritdoc/>
    private protected override string Action => "Stop browser task";

    /// <inheritdoc/>
    private protected override Task ChangeAsync(WebRunTask task, CancellationToken cancellationToken) =>
        Response is null
            ? Client.StopTaskAsync(task.SessionId!, cancellationToken)
            : Client.ReplyToTaskAsync(task, new NetworkCredential("", Response).Password, isRefusal: true, cancellationToken);
}
