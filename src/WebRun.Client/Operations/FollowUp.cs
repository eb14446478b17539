using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Models;
using WebRun.Transport;

namespace WebRun.Operations;

/// <summary>Sends a task into a session that others use too, and that stays open.</summary>
/// <param name="scope">The caller's view of the client.</param>
/// <param name="tasks">Sends and polls tasks.</param>
/// <param name="control">Stops tasks, and answers their questions.</param>
internal sealed class FollowUp(ClientScope scope, TaskSender tasks, TaskControl control)
{
    /// <summary>As <see cref="WebRunClient.SendTaskAsync(string, WebRunTaskRequest, CancellationToken)"/>.</summary>
    public Task<WebRunTask> SubmitAsync(string sessionId, WebRunTaskRequest request, CancellationToken cancellationToken) =>
        SendAsync(sessionId, InSession(sessionId, request), maxCost: null, onEvent: null, start => start.AcceptedAsync(cancellationToken), cancellationToken);

    /// <summary>As <see cref="WebRunClient.SendTaskAsync(string, WebRunTaskRequest, WebRunWait, CancellationToken)"/>.</summary>
    public async Task<WebRunTask> RunAsync(string sessionId, WebRunTaskRequest request, WebRunWait wait, CancellationToken cancellationToken)
    {
        var (endsSession, isKept) = (request.TerminateOnCompletion, wait.RepairAttempts > 0);
        request = InSession(sessionId, request) with { TerminateOnCompletion = endsSession && !isKept };
        using var deadline = new Deadline(scope.Clock, wait.Timeout ?? Deadline.Max, cancellationToken);
        var task = await new TaskSequence(scope, request, wait).RunAsync((next, how) => SendAsync(next ?? request, how), () => deadline.HasPassed, cancellationToken).ConfigureAwait(false);
        if (endsSession && isKept && task.HasEnded)
        {
            _ = scope.Reaper.TerminateInBackground(sessionId);
        }

        return task;

        async Task<WebRunTask> SendAsync(WebRunTaskRequest asked, WebRunWait how)
        {
            try
            {
                var ended = await this.SendAsync(sessionId, asked, how.CostLeft, how.OnEvent, start => new TaskWait(scope, tasks, control, start, how, deadline, ownsSession: false).RunAsync(), deadline.Token).ConfigureAwait(false);
                if (wait.Timeout is null)
                {
                    // It was the task's own time, and what follows has its own.
                    deadline.Restart(Deadline.Max);
                }

                return ended;
            }
            catch (OperationCanceledException e) when (deadline.HasPassed)
            {
                throw e.InnerException as WebRunException ?? TaskWait.TimedOut(WebRunTask.New(asked) with { SessionId = sessionId }, wait, ownsSession: false, e);
            }
        }
    }

    // Not sent, but the task keeps it, so that it can run again in a session like this one.
    private WebRunTaskRequest InSession(string sessionId, WebRunTaskRequest request) => request with { Session = scope.State.Sessions.OptionsOf(sessionId) };

    private async Task<WebRunTask> SendAsync(string sessionId, WebRunTaskRequest request, decimal? maxCost, Action<WebRunEvent>? onEvent, Func<TaskStart, Task<WebRunTask>> wait, CancellationToken cancellationToken)
    {
        _ = ServiceAddress.Segment(sessionId, "SessionId");
        var known = WebRunTask.New(request) with { SessionId = sessionId, EndsSession = request.TerminateOnCompletion, SubmittedAt = scope.Clock.GetUtcNow() };
        var paid = await scope.State.Costs.BeginAsync(request, maxCost, observer: null, scope.Log).ConfigureAwait(false);
        using var start = new TaskStart(scope, known, onEvent, isAlone: false, paid);
        try
        {
            await start.SendAsync(tasks, request, place: null, cancellationToken).ConfigureAwait(false);
            return await wait(start).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (e.InnerException is not WebRunException)
        {
            if (await start.WaitedForAsync().ConfigureAwait(false) is { } waitedFor)
            {
                throw SessionOpening.Cancelled(waitedFor, cancellationToken);
            }

            throw;
        }
        catch (WebRunException e) when (e.MayHaveStarted)
        {
            // The session stays open, and the task may run in it.
            scope.Ledger?.BecameUnknown(sessionId, request);
            throw;
        }
    }
}
