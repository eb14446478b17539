using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;
using WebRun.Transport;

namespace WebRun.Operations;

/// <summary>A task and what is heard of it: from the answer to its request, which the service holds back for up to 50 s, and over the live link. Whichever comes first counts.</summary>
internal sealed class TaskStart : IDisposable
{
    // A service that has the task tells of it within moments; a link that broke needs some to come back.
    private static readonly TimeSpan HearingTimeout = TimeSpan.FromSeconds(10);
    private readonly ClientScope _scope;
    private readonly Action<WebRunEvent>? _onEvent;
    private readonly bool _isAlone;
    private readonly PaidTask _paid;
    private CancellationTokenSource? _held;
    private LiveListener? _live;
    private Task<WebRunTask>? _answer;
    private long? _lostAt;
    private bool _isSentLive;

    /// <summary>Prepares; nothing is sent yet, and nobody listens.</summary>
    /// <param name="scope">The caller's view of the client.</param>
    /// <param name="known">What is known about the task, with its session.</param>
    /// <param name="onEvent">Receives the session's events; null for none.</param>
    /// <param name="isAlone">True if the session has no other task.</param>
    /// <param name="paid">The task in the books; null for one that was sent before.</param>
    public TaskStart(ClientScope scope, WebRunTask known, Action<WebRunEvent>? onEvent, bool isAlone = true, PaidTask? paid = null)
    {
        (_scope, _onEvent, _isAlone, _paid, Reports) = (scope, onEvent, isAlone, paid ?? scope.State.Costs.Of(known, scope.Log), new TaskReports(known, isAlone, scope.Clock));
        _paid.In(known.SessionId);
    }

    /// <summary>What is known about the task.</summary>
    public TaskReports Reports { get; }

    /// <summary>The live link to the task's session.</summary>
    public LiveListener Live => _live ??= _scope.State.Channels.Listen(Reports.Task.SessionId!, Hear);

    /// <summary>True for a task of which neither its id is known nor an answer is awaited that will name it.</summary>
    public bool IsUnnamed => _answer is null && Reports.Task.TaskId is null;

    /// <summary>Completes when the answer is there, or a sign of a task whose answer was lost is overdue; null where nothing is awaited.</summary>
    public Task? Next => _answer is null ? null : _lostAt is null ? _answer : _scope.Clock.PauseAsync(HearingLeft > TimeSpan.Zero ? HearingLeft : TimeSpan.Zero, _held!.Token);

    /// <summary>Listens to the session, and sends the task into it.</summary>
    /// <param name="tasks">Sends it.</param>
    /// <param name="request">What to do.</param>
    /// <param name="place">Its place in the rate limit. Null to send it over the live link if it is the session's only task and the link is up, or else without a place; in a session with other tasks, to wait for one.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    public async Task<TaskStart> SendAsync(TaskSender tasks, WebRunTaskRequest request, RateLease? place, CancellationToken cancellationToken)
    {
        try
        {
            var live = Live;
            await ConnectAsync(live, cancellationToken).ConfigureAwait(false);

            live.IsStarting = true;
            _held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var sessionId = Reports.Task.SessionId!;
            _isSentLive = _isAlone && place is null && _scope.State.Channels.AnnouncesTasks && await tasks.SendLiveAsync(live, sessionId, request, _paid, cancellationToken).ConfigureAwait(false);
            _answer = _isSentLive
                ? Task.FromException<WebRunTask>(NoAnswer(sessionId))
                : tasks.SendAsync(sessionId, request, _paid, place, hasPriority: _isAlone, () => Reports.Task.TaskId is not null, _held.Token);
            return this;
        }
        catch
        {
            if (place is not null && _answer is null)
            {
                await tasks.ReleaseAsync(place).ConfigureAwait(false);
            }

            Dispose();
            throw;
        }
    }

    /// <summary>Takes the answer if it has come. Losing it does no harm if the service reports on the task in another way.</summary>
    /// <exception cref="WebRunException">The task was refused; or nothing is heard of it, so that its outcome is unknown.</exception>
    /// <exception cref="OperationCanceledException">The token ended the wait; the inner exception says what a request waited for that was not sent.</exception>
    public async Task TakeAnswerAsync()
    {
        if (_answer is not { IsCompleted: true } answer)
        {
            return;
        }

        try
        {
            Reports.TakeAnswer(await answer.ConfigureAwait(false));
            _answer = null;
            Name();
        }
        catch (WebRunException e) when (Reports.Task.TaskId is not null || (Reports.IsHeard && e.MayHaveStarted))
        {
            _answer = null;
            _scope.Log.Verbose?.Invoke($"{e.Message} The live events report on the task, so the wait goes on.");
        }
        catch (WebRunException e) when (e.MayHaveStarted && IsHearing)
        {
            _lostAt ??= _scope.Clock.GetTimestamp();
        }
        catch (WebRunException) when (_isSentLive)
        {
            _scope.State.Channels.HasNotAnnounced();
            throw;
        }
    }

    /// <summary>Waits until the service has taken the task: it has an id then, or has ended, or is at least heard of where no answer will name it.</summary>
    /// <exception cref="WebRunException">As <see cref="TakeAnswerAsync"/>.</exception>
    public async Task<WebRunTask> AcceptedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var more = Reports.Changed.Next;
            await TakeAnswerAsync().ConfigureAwait(false);
            if (Reports.Task is { TaskId: not null } or { IsSettled: true } || Next is not { } next)
            {
                return Reports.Task;
            }

            await Task.WhenAny(more, next).SetOrPassedAsync(Timeout.InfiniteTimeSpan, _scope.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Notes in the books what is known of the task.</summary>
    public void Note()
    {
        if (Reports.HasReport)
        {
            _paid.Learn(Reports.Task);
        }
    }

    /// <summary>What the request was waiting for when its time ran out, so that nothing was started; null if it was sent.</summary>
    public async Task<WebRunException?> WaitedForAsync()
    {
        try
        {
            _ = _answer is null ? null : await _answer.ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            return e.InnerException as WebRunException;
        }
        catch (WebRunException e) when (e.MayHaveStarted)
        {
            // It was sent.
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_live is { IsStarting: true })
        {
            _scope.State.Sessions.HasUnnamedTask(Reports.Task.SessionId!);
        }

        if (!Reports.IsHeard && _answer is { IsFaulted: true } refused && refused.Exception!.InnerException is WebRunException { MayHaveStarted: false })
        {
            _paid.NotStarted();
        }

        if (Reports.HasReport)
        {
            _paid.Leave(Reports.Task);
        }

        _paid.Dispose();
        _live?.Dispose();
        _ = _answer?.ContinueWith(static answer => answer.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        _held?.Cancel();
        _held?.Dispose();
    }

    private async Task ConnectAsync(LiveListener live, CancellationToken cancellationToken)
    {
        try
        {
            if (_scope.State.Channels.CanConnect)
            {
                await live.WhenConnectedAsync(_scope.Clock, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            var why = new WebRunException(WebRunErrorId.TaskTimeout, "The time was over before the task was sent, so nothing was started.") { SessionId = Reports.Task.SessionId };
            throw SessionOpening.Cancelled(why, cancellationToken);
        }
    }

    private Task Hear(WebRunEvent liveEvent)
    {
        if (liveEvent.Kind != WebRunEventKind.Started || IsOurs(liveEvent))
        {
            Reports.Hear(liveEvent);
            Name();
        }

        _onEvent?.Invoke(liveEvent);
        return Task.CompletedTask;
    }

    /// <summary>True if a start can only be that of this task. Where others use the session too, or a task of it is not known yet, only the answer names it.</summary>
    private bool IsOurs(WebRunEvent liveEvent) =>
        _isAlone || Reports.Task.TaskId is not null || (_live is { IsStarting: true, IsOnlyStart: true } && _scope.State.Sessions.IsNewTask(Reports.Task.SessionId!, liveEvent.TaskId));

    /// <summary>Notes the task's id once it is known, so that nobody takes its start for another's.</summary>
    private void Name()
    {
        if (_live is { IsStarting: true } live && Reports.Task is { TaskId: { } taskId, SessionId: { } sessionId })
        {
            live.IsStarting = false;
            _scope.State.Sessions.HasTask(sessionId, taskId);
            Note();
        }
    }

    private static WebRunException NoAnswer(string sessionId) => new(
        WebRunErrorId.OutcomeUnknown,
        "The task went out over the live link, and the service did not say that it has it. The task may have started; it was not sent again.")
    {
        SessionId = sessionId,
    };

    /// <summary>True while a sign of the task may still come over the live link.</summary>
    private bool IsHearing =>
        (Live.State == ChannelState.Joined || (_scope.State.Channels.CanConnect && Live.State != ChannelState.Ended))
        && HearingLeft > TimeSpan.Zero;

    private TimeSpan HearingLeft => _lostAt is { } lost ? HearingTimeout - _scope.Clock.GetElapsedTime(lost) : HearingTimeout;
}
