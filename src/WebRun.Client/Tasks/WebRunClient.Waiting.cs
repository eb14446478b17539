using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Http;
using WebRun.Json;

namespace WebRun;

/// <content>Waiting for a task's end.</content>
public sealed partial class WebRunClient
{
    /// <summary>Runs a task in a session of its own, to its end. If anything else ends this, the session is terminated.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="wait">How to wait for it.</param>
    /// <param name="cancel">Ends the command, and the session with it.</param>
    /// <returns>The task: ended, or waiting for input with its session still open.</returns>
    /// <exception cref="WebRunException">The task was not started, its outcome is unknown, or (<see cref="WebRunErrorId.TaskTimeout"/>) it took too long.</exception>
    public async Task<WebRunTask> InvokeTaskAsync(WebRunTaskRequest request, WebRunWait wait, CancellationToken cancel = default)
    {
        var time = wait.For(request.MaxDuration);
        using var deadline = new Deadline(_clock, time, cancel);
        var task = New(request);
        var settled = false;
        try
        {
            task = await RunTaskAsync(request, deadline.Token).ConfigureAwait(false);
            var ended = await LookUntilSettledAsync(task, wait, deadline, "Its session is being terminated.").ConfigureAwait(false);
            settled = true;
            return ended;
        }
        catch (OperationCanceledException e) when (deadline.HasPassed)
        {
            throw TimedOut(task, wait, "Its session is being terminated.", e);
        }
        finally
        {
            if (!settled && task.SessionId is { } sessionId)
            {
                SessionReaper.Terminate(this, sessionId);
            }
        }
    }

    /// <summary>Waits until a task has ended, or waits for input.</summary>
    /// <param name="task">What is known of it: at least its session and its id.</param>
    /// <param name="wait">How to wait for it.</param>
    /// <param name="cancel">Stops waiting; the task goes on.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.TaskTimeout"/>: it may still be running. Or it is unknown.</exception>
    public async Task<WebRunTask> WaitTaskAsync(WebRunTask task, WebRunWait wait, CancellationToken cancel = default)
    {
        using var deadline = new Deadline(_clock, wait.For(task.MaxDuration), cancel);
        return await LookUntilSettledAsync(task, wait, deadline, "It may still be running.").ConfigureAwait(false);
    }

    private static WebRunException TimedOut(WebRunTask task, WebRunWait wait, string fate, Exception? cause) => new(
        WebRunErrorId.TaskTimeout,
        FormattableString.Invariant($"The task did not end within {wait.For(task.MaxDuration).TotalSeconds:0.#} s. {fate}"),
        cause)
    {
        SessionId = task.SessionId,
        Task = task,
    };

    /// <summary>Looks at intervals. A look that fails says nothing of the task, unless the service refuses it twice in a row.</summary>
    private async Task<WebRunTask> LookUntilSettledAsync(WebRunTask task, WebRunWait wait, Deadline deadline, string fate)
    {
        WebRunException? failure = null;
        try
        {
            while (!task.IsSettled)
            {
                try
                {
                    task = await LookOnceAsync(task, deadline.Token).ConfigureAwait(false);
                    failure = null;
                    wait.OnLook?.Invoke(task);
                }
                catch (WebRunException e) when (!(IsRefusal(e) && failure is not null && IsRefusal(failure)))
                {
                    failure = e;
                }

                if (!task.IsSettled)
                {
                    await PauseAsync(wait.PollInterval, deadline.Token).ConfigureAwait(false);
                }
            }

            return task;
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            throw TimedOut(task, wait, fate, failure);
        }
    }

    private async Task<WebRunTask> LookOnceAsync(WebRunTask task, CancellationToken cancel)
    {
        var call = Look(task);
        return Read(call, await _http.TryOnceAsync(call, WireContext.Default.TaskAnswer, cancel).ConfigureAwait(false), task);
    }

    private static bool IsRefusal(WebRunException failure) => failure.Id
        is WebRunErrorId.TaskNotFound or WebRunErrorId.SessionNotFound or WebRunErrorId.Unauthorized
        or WebRunErrorId.Forbidden or WebRunErrorId.InvalidParameter;

#if NETSTANDARD2_0
    private Task PauseAsync(TimeSpan time, CancellationToken cancel) => _clock.Delay(time, cancel);
#else
    private Task PauseAsync(TimeSpan time, CancellationToken cancel) => Task.Delay(time, _clock, cancel);
#endif
}
