using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Security;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command that controls the task of a session, and may tell it something: where an object says which task it is, the position after it is what to tell, and never taken for an id.</summary>
public abstract class TaskReplyCommand : TaskStateCommand
{
    private bool _isReplyFirst;
    private SecureString? _typed;

    /// <summary>The session that the task runs in; a WebRunTask or a WebRunSession brings it with the task's id, and then the position after it is the Response: with one from the pipeline the first.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SessionIdTransformation(KeepsObject = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public PSObject? SessionId { get; set; }

    /// <summary>The task, for -PassThru. A session runs one task at a time.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("TaskId", KeepsObject = true)]
    [ArgumentCompleter(typeof(IdCompleter))]
    public PSObject? TaskId { get; set; }

    /// <summary>What to tell the agent, as text or as a SecureString.</summary>
    [Parameter(Position = 2, ValueFromPipelineByPropertyName = true)]
    [SecureTextTransformation]
    [ValidateNotNull]
    public SecureString? Response { get; set; }

    /// <summary>What to tell the agent about this task; null for nothing.</summary>
    private protected SecureString? Reply { get; private set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();

        // Only what stands in the command is bound by now.
        _typed = Response;
        if (_typed is not null || SessionId is null)
        {
            return;
        }

        if (MyInvocation.ExpectingInput && TaskId is null && IsByPosition(nameof(SessionId)))
        {
            _typed = Secured(SessionId);
            _isReplyFirst = _typed is not null;
        }
        else if (Secured(TaskId) is { } reply && (TaskId!.BaseObject is SecureString || (Secured(SessionId) is null && IsByPosition(nameof(TaskId)))))
        {
            (_typed, TaskId) = (reply, null);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!_isReplyFirst && !IsUsed(InputObject))
        {
            return;
        }

        // The object that names the task: in a row, its SessionId may be one.
        var source = SessionId is not null && Secured(SessionId) is null ? SessionId : InputObject;
        try
        {
            Reply = _typed ?? InRow();
            if (Reply is { Length: 0 })
            {
                throw new WebRunException(WebRunErrorId.InvalidParameter, "The Response is empty. Give an answer, or leave the parameter out to continue a paused task.");
            }

            Change(Id(_isReplyFirst ? InputObject : SessionId, nameof(SessionId))!, TaskId is null ? Id(Wrapped.Of(source, nameof(TaskId)), nameof(TaskId)) : Id(TaskId, nameof(TaskId)), source);
        }
        catch (WebRunException e)
        {
            WriteError(ErrorRecords.From(e, source));
        }
    }

    /// <summary>Sends the response.</summary>
    /// <param name="task">The task that waits for it.</param>
    /// <param name="isRefusal">True if it refuses what the task asks for.</param>
    /// <param name="cancellationToken">Stops waiting; the response may have arrived.</param>
    private protected Task ReplyAsync(WebRunTask task, bool isRefusal, CancellationToken cancellationToken) =>
        Client.ReplyToTaskAsync(task, Sent(task.SessionId!, Reply!), isRefusal, cancellationToken);

    private static string? Id(object? given, string property) => LanguagePrimitives.ConvertTo<string?>(IdTransformationAttribute.IdOf(given, property));

    /// <summary>Text as an answer; null for an object.</summary>
    private static SecureString? Secured(object? given) => SecureTextTransformationAttribute.Secured(Wrapped.AsTyped(given)) as SecureString;

    /// <summary>The answer in the row's own column; null if it has no such column. Without the answer that it should bring, a task would go on.</summary>
    private SecureString? InRow()
    {
        if (Piped.IsBlock(nameof(Response)))
        {
            return Response;
        }

        var hasColumn = InputObject?.BaseObject is IDictionary table ? table.Contains(nameof(Response)) : InputObject?.Properties[nameof(Response)] is not null;
        return !hasColumn ? null
            : Secured(Wrapped.Of(InputObject, nameof(Response))) is { } answer ? answer
            : throw new WebRunException(WebRunErrorId.InvalidParameter, "The Response of the row is no answer: it has to be text. Give one, or leave the column out.");
    }

    /// <summary>True unless the parameter was named. By reflection: the list is in the dictionary of every PowerShell, but not in its standard library.</summary>
    private bool IsByPosition(string parameter) =>
        MyInvocation.BoundParameters.GetType().GetProperty("BoundPositionally")?.GetValue(MyInvocation.BoundParameters) is not IEnumerable<string> names || names.Contains(parameter, StringComparer.Ordinal);
}
