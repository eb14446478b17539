using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;
using WebRun.Models;
using WebRun.Transport;

namespace WebRun;

/// <content>Live events.</content>
public sealed partial class WebRunClient
{
    /// <summary>Passes on what happens in a session, as it happens, until the session ends.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="receive">Receives each event, and how many were lost before it because this was slow. Events wait until it has returned.</param>
    /// <param name="cancellationToken">Stops watching; the session continues.</param>
    /// <exception cref="WebRunException">The session was not found, or the service's live events cannot be reached.</exception>
    public Task WatchSessionAsync(string sessionId, Func<WebRunEvent, int, Task> receive, CancellationToken cancellationToken = default)
    {
        _ = ServiceAddress.Segment(sessionId, "SessionId");
        return new SessionWatch(Scope.State.Channels, sessionId, taskId: null).RunAsync(taskEnd: null, stop => new SessionLookup(Scope).HasEndedAsync(sessionId, stop), receive, cancellationToken);
    }

    /// <summary>Passes on what happens in a task's session, as it happens, until the task ends.</summary>
    /// <param name="task">What is known about the task: at least its session and its id.</param>
    /// <param name="receive">As for <see cref="WatchSessionAsync"/>.</param>
    /// <param name="cancellationToken">Stops watching; the task keeps running.</param>
    /// <exception cref="WebRunException">The task was not found, the service cannot be reached, or the task did not end within an hour.</exception>
    public async Task WatchTaskAsync(WebRunTask task, Func<WebRunEvent, int, Task> receive, CancellationToken cancellationToken = default)
    {
        // An unknown task, or a service that cannot be reached, is an error at once.
        task = await GetTaskAsync(task, cancellationToken).ConfigureAwait(false);
        await new SessionWatch(Scope.State.Channels, task.SessionId!, task.TaskId).RunAsync(stop => EndOfAsync(task, stop), static _ => Task.FromResult(false), receive, cancellationToken).ConfigureAwait(false);
    }

    // A task runs for 5 minutes at most, but it may wait in a queue or for answers.
    private static readonly TimeSpan MaxWatch = TimeSpan.FromHours(1);

    /// <summary>Waits until a task ends, whatever it asks meanwhile.</summary>
    private async Task<WebRunTask> EndOfAsync(WebRunTask task, CancellationToken cancellationToken)
    {
        var wait = new WebRunWait { Timeout = MaxWatch };
        while ((task = await WaitTaskAsync(task, wait, cancellationToken).ConfigureAwait(false)).Status == WebRunTaskStatus.WaitingForInput)
        {
            await _clock.PauseAsync(wait.PollInterval, cancellationToken).ConfigureAwait(false);
        }

        return task;
    }
}
