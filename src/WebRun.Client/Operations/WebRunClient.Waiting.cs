using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;
using WebRun.Operations;
using WebRun.Transport;

namespace WebRun;

/// <content>Waiting for tasks: the commands that wait start here; <see cref="TaskWait"/> is one wait.</content>
public sealed partial class WebRunClient
{
    private const bool OwnsSession = true;

    /// <summary>Runs a task in a session of its own, to its end. If anything else ends this, the session is terminated.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="wait">How to wait for it.</param>
    /// <param name="options">How its session is set up; null for the service's defaults.</param>
    /// <param name="cancellationToken">Cancels the command, and ends the session.</param>
    /// <returns>The task: ended, or waiting for input with its session still open.</returns>
    /// <exception cref="WebRunException">The task was not started, its outcome is unknown, or (<see cref="WebRunErrorId.TaskTimeout"/>) it took too long.</exception>
    public async Task<WebRunTask> InvokeTaskAsync(WebRunTaskRequest request, WebRunWait wait, WebRunSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        var begun = _clock.GetTimestamp();
        using var owned = new OwnedSession(this);
        LiveListener? live = null;
        try
        {
            // Until the task is accepted, only the caller's own timeout counts: waiting for a place does not use the task's time.
            var task = await StartWithinAsync(wait, request, owned, stop => wait.IsLive ? StartLiveAsync(stop) : RunTaskAsync(request, options, wait, stop), cancellationToken).ConfigureAwait(false);
            owned.Take(task.SessionId!);
            wait.OnStarted?.Invoke(task);

            using var deadline = new Deadline(_clock, wait.Timeout - _clock.GetElapsedTime(begun) ?? wait.For(request.MaxDuration), cancellationToken);

            // Uses the link that is already up.
            return await WaitOwnedAsync(owned, task, live is null ? wait : wait with { OnEvent = null }, deadline).ConfigureAwait(false);
        }
        finally
        {
            live?.Dispose();
        }

        async Task<WebRunTask> StartLiveAsync(CancellationToken stop)
        {
            var session = await StartSessionAsync(new WebRunTaskRequest(), keepAlive: false, options, wait.RoomTimeout, stop).ConfigureAwait(false);
            owned.Take(session.SessionId!);
            live = Listen(session.SessionId!, wait);
            await live.WhenConnectedAsync(_clock, stop).ConfigureAwait(false);
            return await SendTaskAsync(session.SessionId!, request with { TerminateOnCompletion = true }, wait, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until a task has ended, or waits for input.</summary>
    /// <param name="task">What is known about it: at least its session and its id.</param>
    /// <param name="wait">How to wait for it.</param>
    /// <param name="cancellationToken">Stops waiting; the task keeps running.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.TaskTimeout"/>: it may still be running. <see cref="WebRunErrorId.BudgetExceeded"/>: it was stopped. Or it is unknown.</exception>
    public async Task<WebRunTask> WaitTaskAsync(WebRunTask task, WebRunWait wait, CancellationToken cancellationToken = default)
    {
        _ = Look(task);
        using var deadline = new Deadline(_clock, wait.For(task.MaxDuration), cancellationToken);
        return await new TaskWait(this, Unasked(task), wait, deadline, !OwnsSession).RunAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for a task in a session that ends with the task, or with anything else that ends the wait.</summary>
    private async Task<WebRunTask> WaitOwnedAsync(OwnedSession owned, WebRunTask task, WebRunWait wait, Deadline deadline)
    {
        task = await new TaskWait(this, task, wait, deadline, OwnsSession).RunAsync().ConfigureAwait(false);
        if (task.Status == WebRunTaskStatus.Stopped)
        {
            // A stopped task keeps its session, which nobody here would use any more.
            return task;
        }

        // The session ends with its task. A question keeps it open for the answer, but only as long as this process runs.
        owned.Release();
        if (task.Status == WebRunTaskStatus.WaitingForInput)
        {
            SessionReaper.Remember(this, task.SessionId!);
        }

        return task;
    }

    /// <summary>The task as it may be by now: its last known question may have been answered.</summary>
    private static WebRunTask Unasked(WebRunTask task) =>
        task.Status == WebRunTaskStatus.WaitingForInput ? task with { Status = WebRunTaskStatus.Running, Guardrail = null } : task;

    /// <summary>Starts a task within the caller's own limit, if there is one.</summary>
    private async Task<WebRunTask> StartWithinAsync(WebRunWait wait, WebRunTaskRequest request, OwnedSession owned, Func<CancellationToken, Task<WebRunTask>> start, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(_clock, wait.Timeout ?? Deadline.Longest, cancellationToken);
        try
        {
            return await start(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.HasPassed)
        {
            // What the start was waiting for is more useful than a timeout: nothing was started.
            throw e.InnerException as WebRunException
                ?? TaskWait.TimedOut(New(request) with { SessionId = owned.SessionId }, wait, OwnsSession, e);
        }
    }

    /// <summary>Polls once without retrying, because a wait keeps polling by itself.</summary>
    internal async Task<WebRunTask> PollOnceAsync(WebRunTask task, CancellationToken cancellationToken)
    {
        var call = Look(task);
        return Read(call, await _http.TryOnceAsync(call, cancellationToken).ConfigureAwait(false), task);
    }

    /// <summary>Listens to a session on behalf of a wait.</summary>
    internal LiveListener Listen(string sessionId, WebRunWait wait) => SessionChannel.Listen(_options, sessionId, told =>
    {
        wait.OnEvent?.Invoke(told);
        return Task.CompletedTask;
    });

    /// <summary>Logs that live events cannot be reached.</summary>
    internal void LogUnreachable(string sessionId, TimeSpan interval) =>
        _log.Verbose?.Invoke(FormattableString.Invariant($"Live events of session {sessionId} cannot be reached; polling continues every {interval.TotalSeconds:0.#} s."));
}
