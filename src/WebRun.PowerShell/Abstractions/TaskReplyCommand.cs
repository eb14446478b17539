using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command that controls the task of a session, and may tell it something: with a task piped in, the first position is what to tell, and never taken for an id.</summary>
public abstract class TaskReplyCommand : TaskStateCommand
{
    private bool _isReplyFirst;

    /// <summary>The session that the task runs in; a WebRunTask or a WebRunSession from the pipeline brings it, and then the first position is the Response.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SessionIdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public PSObject? SessionId { get; set; }

    /// <summary>What to tell the agent, as text or as a SecureString.</summary>
    [Parameter(Position = 2)]
    [SecureTextTransformation]
    [ValidateNotNull]
    public SecureString? Response { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();

        // Only what stands in the command is bound by now.
        _isReplyFirst = MyInvocation.ExpectingInput && SessionId is not null && TaskId is null && Response is null && IsByPosition(nameof(SessionId));
        if (_isReplyFirst)
        {
            Response = SessionId!.BaseObject as SecureString ?? new NetworkCredential("", LanguagePrimitives.ConvertTo<string>(SessionId)).SecurePassword;
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!_isReplyFirst)
        {
            if (IsUsed(InputObject))
            {
                Change(LanguagePrimitives.ConvertTo<string>(SessionId));
            }

            return;
        }

        try
        {
            Change(LanguagePrimitives.ConvertTo<string>(SessionIdTransformationAttribute.IdOf(InputObject, nameof(SessionId))));
        }
        catch (WebRunException e)
        {
            WriteError(ErrorRecords.From(e, InputObject));
        }
    }

    /// <summary>Sends the response.</summary>
    /// <param name="task">The task that waits for it.</param>
    /// <param name="isRefusal">True if it refuses what the task asks for.</param>
    /// <param name="cancellationToken">Stops waiting; the response may have arrived.</param>
    private protected Task ReplyAsync(WebRunTask task, bool isRefusal, CancellationToken cancellationToken) =>
        Client.ReplyToTaskAsync(task, new NetworkCredential("", Response).Password, isRefusal, cancellationToken);

    /// <summary>True unless the parameter was named. By reflection: the list is in the dictionary of every PowerShell, but not in its standard library.</summary>
    private bool IsByPosition(string parameter) =>
        MyInvocation.BoundParameters.GetType().GetProperty("BoundPositionally")?.GetValue(MyInvocation.BoundParameters) is not IEnumerable<string> names || names.Contains(parameter, StringComparer.Ordinal);
}
