using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Transport;

namespace WebRun.Live;

/// <summary>Passes a session's events to one reader until the session or one of its tasks ends, even if the link breaks in between.</summary>
internal sealed class SessionWatch
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxTail = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RejoinTimeout = TimeSpan.FromMinutes(5);
    private readonly LiveChannels _channels;
    private readonly string _sessionId;
    private readonly string? _taskId;
    private readonly TimeProvider _clock;
    private readonly EventQueue _queue;
    private int _received;

    /// <summary>Prepares to watch; nothing happens yet.</summary>
    /// <param name="channels">The client's links.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="taskId">The task whose end ends the watch; null to watch to the session's end.</param>
    public SessionWatch(LiveChannels channels, string sessionId, string? taskId)
    {
        (_channels, _sessionId, _taskId, _clock) = (channels, sessionId, taskId, channels.Options.Clock);
        _queue = new EventQueue(_clock);
    }

    /// <summary>Watches to the end.</summary>
    /// <param name="taskEnd">Waits for the end of the task to watch; null to watch the session.</param>
    /// <param name="hasEnded">Asks whether the session has ended: a service may take links to one that has, and tell nothing over them.</param>
    /// <param name="receive">Receives each event, and how many were lost before it because this was slow.</param>
    /// <param name="cancellationToken">Stops watching; the session goes on.</param>
    /// <exception cref="WebRunException">The session or task was not found, or the service cannot be reached.</exception>
    public async Task RunAsync(Func<CancellationToken, Task<WebRunTask>>? taskEnd, Func<CancellationToken, Task<bool>> hasEnded, Func<WebRunEvent, int, Task> receive, CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var live = _channels.Listen(_sessionId, liveEvent =>
        {
            Interlocked.Increment(ref _received);
            return _queue.AddAsync(liveEvent);
        });
        var end = taskEnd is null ? EndWithSessionAsync(live, hasEnded, watching.Token) : EndWithTaskAsync(taskEnd, watching.Token);
        try
        {
            await PassOnAsync(receive, cancellationToken).ConfigureAwait(false);
            watching.Cancel();
            await end.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The events themselves reported the end.
            return;
        }
        finally
        {
            watching.Cancel();
        }
    }

    private async Task PassOnAsync(Func<WebRunEvent, int, Task> receive, CancellationToken cancellationToken)
    {
        WebRunEvent? lastEnd = null;
        try
        {
            while (await _queue.TakeAsync(cancellationToken).ConfigureAwait(false) is { } liveEvent)
            {
                if (liveEvent.IsSubstitute && lastEnd?.Kind == liveEvent.Kind && (lastEnd.TaskId ?? liveEvent.TaskId) == liveEvent.TaskId)
                {
                    return;
                }

                await receive(liveEvent, _queue.TakeLost()).ConfigureAwait(false);
                var isEnd = liveEvent.Kind is WebRunEventKind.Completed or WebRunEventKind.Error;
                lastEnd = isEnd ? liveEvent : lastEnd;
                if (liveEvent.Kind == WebRunEventKind.SessionEnded || (isEnd && liveEvent.TaskId is not null && liveEvent.TaskId == _taskId))
                {
                    return;
                }
            }
        }
        finally
        {
            _queue.Close();
        }
    }

    private async Task EndWithTaskAsync(Func<CancellationToken, Task<WebRunTask>> taskEnd, CancellationToken cancellationToken)
    {
        try
        {
            var task = await taskEnd(cancellationToken).ConfigureAwait(false);
            await WaitForQuietAsync(cancellationToken).ConfigureAwait(false);
            var kind = task.Status == WebRunTaskStatus.Completed ? WebRunEventKind.Completed : WebRunEventKind.Error;
            await AddSubstituteAsync(kind, task.Message ?? task.Error?.ToString() ?? task.Status.ToString(), task.TaskId).ConfigureAwait(false);
        }
        finally
        {
            _queue.Close();
        }
    }

    /// <summary>Waits while events keep coming, because a poll can be far ahead of a busy link. The wait is limited, because other tasks may follow.</summary>
    private async Task WaitForQuietAsync(CancellationToken cancellationToken)
    {
        var (begun, before) = (_clock.GetTimestamp(), -1);
        while ((before != Volatile.Read(ref _received) || !_queue.IsIdle) && _clock.GetElapsedTime(begun) < MaxTail)
        {
            before = Volatile.Read(ref _received);
            await _clock.PauseAsync(Quiet, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EndWithSessionAsync(LiveListener live, Func<CancellationToken, Task<bool>> hasEnded, CancellationToken cancellationToken)
    {
        var (hasJoined, isUp, lastUp) = (false, false, _clock.GetTimestamp());
        try
        {
            while (live.State != ChannelState.Ended)
            {
                var changed = live.StateChanged.Next;
                var wasUp = isUp;
                isUp = live.State == ChannelState.Joined;
                if (isUp && !wasUp && await hasEnded(cancellationToken).ConfigureAwait(false))
                {
                    break;
                }

                if (isUp)
                {
                    (hasJoined, lastUp) = (true, _clock.GetTimestamp());
                }
                else if (_clock.GetElapsedTime(lastUp) > (hasJoined ? RejoinTimeout : JoinTimeout))
                {
                    throw new WebRunException(WebRunErrorId.ConnectionFailed, "The service's live events cannot be reached.") { SessionId = _sessionId };
                }

                await changed.SetOrPassedAsync(JoinTimeout, _clock, cancellationToken).ConfigureAwait(false);
            }

            if (!hasJoined)
            {
                throw new WebRunException(WebRunErrorId.SessionNotFound, "The session was not found, or has ended.") { SessionId = _sessionId };
            }

            // It ended while the link was down.
            await AddSubstituteAsync(WebRunEventKind.SessionEnded, "ended", null).ConfigureAwait(false);
        }
        finally
        {
            _queue.Close();
        }
    }

    private Task AddSubstituteAsync(WebRunEventKind kind, string text, string? taskId) => _queue.AddAsync(new WebRunEvent
    {
        Time = _clock.GetUtcNow(),
        SessionId = _sessionId,
        Kind = kind,
        Text = text,
        TaskId = taskId,
        IsSubstitute = true,
    });
}
