using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;
using WebRun.Transport;

namespace WebRun.Operations;

/// <summary>Runs one task in its own session: opens the session, sends the task, waits for its end, and ends the session.</summary>
/// <param name="scope">The caller's view of the client.</param>
/// <param name="tasks">Sends and polls tasks.</param>
/// <param name="control">Stops tasks, and answers their questions.</param>
/// <param name="wait">How to wait for the task.</param>
internal sealed class TaskRunner(ClientScope scope, TaskSender tasks, TaskControl control, WebRunWait wait)
{
    private LiveListener? _live;

    /// <summary>A task as it may be by now: its last known question may have been answered.</summary>
    public static WebRunTask WithoutQuestion(WebRunTask task) =>
        task.Status == WebRunTaskStatus.WaitingForInput ? task with { Status = WebRunTaskStatus.Running, Guardrail = null } : task;

    /// <summary>Runs the task. If anything but the task's end ends the run, the session is terminated.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="options">How its session is set up; null for the service's defaults.</param>
    /// <param name="journal">Records what happens to the task; null for none.</param>
    /// <param name="cancellationToken">Ends the command, and the session with it.</param>
    public async Task<WebRunTask> RunAsync(WebRunTaskRequest request, WebRunSessionOptions? options, WebRunJournalRow? journal, CancellationToken cancellationToken)
    {
        var begun = scope.Clock.GetTimestamp();
        using var session = new OwnedSession(scope.Reaper);
        try
        {
            var task = await StartAsync(session, request, options, journal, cancellationToken).ConfigureAwait(false);
            session.Take(task.SessionId!);
            journal?.OnStarted(task);

            // Events already come through the link that is up.
            using var deadline = new Deadline(scope.Clock, wait.Timeout - scope.Clock.GetElapsedTime(begun) ?? wait.For(request.MaxDuration), cancellationToken);
            return await WaitAsync(session, task, _live is null ? wait : wait with { OnEvent = null }, deadline).ConfigureAwait(false);
        }
        finally
        {
            _live?.Dispose();
        }
    }

    /// <summary>Waits for a task that an earlier process has sent, in a session that this process now owns.</summary>
    public async Task<WebRunTask> ResumeAsync(OwnedSession session, WebRunTask task, TimeSpan? maxDuration, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(scope.Clock, wait.For(maxDuration), cancellationToken);
        return await WaitAsync(session, task, wait, deadline).ConfigureAwait(false);
    }

    /// <summary>Sends the task, at once or into a session that is opened first. Only the caller's timeout applies here: waiting for a place does not count as the task's time.</summary>
    private async Task<WebRunTask> StartAsync(OwnedSession session, WebRunTaskRequest request, WebRunSessionOptions? options, WebRunJournalRow? journal, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(scope.Clock, wait.Timeout ?? Deadline.Max, cancellationToken);
        try
        {
            if (!wait.IsLive)
            {
                return await tasks.RunAsync(request, options, wait.RoomTimeout, journal, deadline.Token).ConfigureAwait(false);
            }

            await OpenAsync(session, options, deadline.Token).ConfigureAwait(false);
            return await tasks.SendAsync(session.SessionId!, request with { TerminateOnCompletion = true }, journal, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.HasPassed)
        {
            // What the start was waiting for says more than that the time is up: nothing was started.
            throw e.InnerException as WebRunException
                ?? TaskWait.TimedOut(TaskSender.New(request) with { SessionId = session.SessionId }, wait, ownsSession: true, e);
        }
    }

    /// <summary>Opens the session, and listens to it before the first event can come.</summary>
    private async Task OpenAsync(OwnedSession session, WebRunSessionOptions? options, CancellationToken cancellationToken)
    {
        var opened = await tasks.StartSessionAsync(new WebRunTaskRequest(), keepAlive: false, options, wait.RoomTimeout, cancellationToken).ConfigureAwait(false);
        session.Take(opened.SessionId!);
        _live = TaskWait.Listen(scope, opened.SessionId!, wait);
        await _live.WhenConnectedAsync(scope.Clock, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for a task in a session that ends with the task, and with whatever else ends the wait.</summary>
    private async Task<WebRunTask> WaitAsync(OwnedSession session, WebRunTask task, WebRunWait how, Deadline deadline)
    {
        task = await new TaskWait(scope, tasks, control, task, how, deadline, ownsSession: true).RunAsync().ConfigureAwait(false);
        if (task.Status == WebRunTaskStatus.Stopped)
        {
            // Stopping a task leaves its session open, and nobody is left here to use it.
            return task;
        }

        // The service ends the session with its task. A question keeps it open for the answer, but not beyond this process.
        session.Release();
        if (task.Status == WebRunTaskStatus.WaitingForInput)
        {
            scope.Reaper.Remember(task.SessionId!);
        }

        return task;
    }
}
