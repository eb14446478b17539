using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;
using WebRun.Transport;

namespace WebRun.Operations;

/// <summary>Runs one task in a session of its own: opens the session, sends the task, waits for its end, and ends the session.</summary>
/// <param name="scope">Of whoever wants it.</param>
/// <param name="tasks">Sends tasks, and asks for them.</param>
/// <param name="control">Stops and answers them.</param>
/// <param name="wait">How to wait for the task.</param>
internal sealed class TaskRunner(ClientScope scope, TaskSender tasks, TaskControl control, WebRunWait wait)
{
    private LiveListener? _live;

    /// <summary>A task as it may be by now: a question that it was last seen with may have been answered.</summary>
    public static WebRunTask Unasked(WebRunTask task) =>
        task.Status == WebRunTaskStatus.WaitingForInput ? task with { Status = WebRunTaskStatus.Running, Guardrail = null } : task;

    /// <summary>Runs the task. If anything else than its end ends this, the session is terminated.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="options">How its session is set up; null for the service's defaults.</param>
    /// <param name="journal">Notes what happens to the task; null for nobody.</param>
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

            // What is told goes through the link that is up already.
            using var deadline = new Deadline(scope.Clock, wait.Timeout - scope.Clock.GetElapsedTime(begun) ?? wait.For(request.MaxDuration), cancellationToken);
            return await WaitAsync(session, task, _live is null ? wait : wait with { OnEvent = null }, deadline).ConfigureAwait(false);
        }
        finally
        {
            _live?.Dispose();
        }
    }

    /// <summary>Waits for a task that an earlier process has sent, in a session that is now this one's to end.</summary>
    public async Task<WebRunTask> ResumeAsync(OwnedSession session, WebRunTask task, TimeSpan? maxDuration, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(scope.Clock, wait.For(maxDuration), cancellationToken);
        return await WaitAsync(session, task, wait, deadline).ConfigureAwait(false);
    }

    /// <summary>Sends the task, at once or into a session that is opened before. Only the caller's own limit counts here: waiting for a place does not count as the task's time.</summary>
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
            // What the start waited after says more than that time is up: nothing was started.
            throw e.InnerException as WebRunException
                ?? TaskWait.TimedOut(TaskSender.New(request) with { SessionId = session.SessionId }, wait, ownsSession: true, e);
        }
    }

    /// <summary>Opens the session, and listens to it before there is anything to hear.</summary>
    private async Task OpenAsync(OwnedSession session, WebRunSessionOptions? options, CancellationToken cancellationToken)
    {
        var opened = await tasks.StartSessionAsync(new WebRunTaskRequest(), keepAlive: false, options, wait.RoomTimeout, cancellationToken).ConfigureAwait(false);
        session.Take(opened.SessionId!);
        _live = TaskWait.Listen(scope, opened.SessionId!, wait);
        await _live.WhenConnectedAsync(scope.Clock, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for a task in a session that ends with it, and with whatever else ends the wait.</summary>
    private async Task<WebRunTask> WaitAsync(OwnedSession session, WebRunTask task, WebRunWait how, Deadline deadline)
    {
        task = await new TaskWait(scope, tasks, control, task, how, deadline, ownsSession: true).RunAsync().ConfigureAwait(false);
        if (task.Status == WebRunTaskStatus.Stopped)
        {
            // Who stops a task keeps its session, and nobody is left here to use it.
            return task;
        }

        // The session ends itself with its task, and a question keeps it open for the answer, but not beyond this process.
        session.Release();
        if (task.Status == WebRunTaskStatus.WaitingForInput)
        {
            scope.Reaper.Remember(task.SessionId!);
        }

        return task;
    }
}
