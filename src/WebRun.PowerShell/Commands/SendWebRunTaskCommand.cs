using System;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Send-WebRunTask</c>: gives an open session its next task.</summary>
[Cmdlet(VerbsCommunications.Send, "WebRunTask", SupportsShouldProcess = true, DefaultParameterSetName = NoWaitSet)]
[OutputType(typeof(WebRunTask), typeof(Job))]
public sealed class SendWebRunTaskCommand : WaitingTaskCommand
{
    /// <summary>The session; a WebRunSession or a WebRunTask from the pipeline brings it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [SessionIdTransformation]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string SessionId { get; set; } = "";

    /// <summary>Ends the session when this task has ended.</summary>
    [Parameter]
    public SwitchParameter TerminateOnCompletion { get; set; }

    /// <summary>Waits until the task ends or asks a question.</summary>
    [Parameter(Mandatory = true, ParameterSetName = WaitSet)]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    private protected override bool OpensSession => false;

    /// <inheritdoc/>
    private protected override WebRunTaskRequest Request => base.Request with { TerminateOnCompletion = TerminateOnCompletion };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!(IsOurs ? TakesOnlyTheSession() : HasTask()) || !TryTakeFiles(out var files) || !ShouldStart($"Run browser task in session {SessionId}", SessionId))
        {
            return;
        }

        var (sessionId, request) = (SessionId, Request);
        Run(sessionId, async (pipeline, cancellationToken) =>
        {
            var whole = await WithFilesAsync(request, files, cancellationToken).ConfigureAwait(false);
            if (Wait)
            {
                var known = new WebRunTask { TaskDetails = whole.TaskDetails, SessionId = sessionId };
                await WaitAsync(pipeline, known, HowToWait(pipeline), how => Client.SendTaskAsync(sessionId, whole, how, cancellationToken), cancellationToken).ConfigureAwait(false);
                return;
            }

            var task = await SendAsync(sessionId, whole, cancellationToken).ConfigureAwait(false);
            pipeline.Warn(task);
            await pipeline.EmitAsync(task, cancellationToken).ConfigureAwait(false);
        });
    }

    private async Task<WebRunTask> SendAsync(string sessionId, WebRunTaskRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await Client.SendTaskAsync(sessionId, request, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (IsJob && e.InnerException is not WebRunException)
        {
            // A request that was still waiting for its turn has started nothing, and another task may be running in the session.
            StopInBackground(sessionId);
            throw;
        }
    }

    /// <summary>True for a session or task from the pipeline, which may have been in a file.</summary>
    private bool IsOurs => InputObject is not null && (InputObject.IsWholeSession() || InputObject.IsTask());

    /// <summary>Uses a session or task from the pipeline only for where to work: its earlier task is not repeated. False if nothing says what to do.</summary>
    private bool TakesOnlyTheSession()
    {
        if (HasText)
        {
            Piped.Reset(except: nameof(SessionId));
            return IsUsed(InputObject);
        }

        WriteError(ErrorRecords.From(new WebRunException(WebRunErrorId.InvalidParameter, "TaskDetails is missing: say what the session should do next. Its earlier task is not repeated."), InputObject));
        return false;
    }
}
