using System;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun.Operations;

/// <summary>One wait for one task: live events for speed, polling for certainty. Whichever reports the end first ends it.</summary>
internal sealed class TaskWait
{
    private static readonly TimeSpan FirstPauseAfterEvent = TimeSpan.FromMilliseconds(50);
    private readonly ClientScope _scope;
    private readonly TaskSender _tasks;
    private readonly TaskControl _control;
    private readonly TimeProvider _clock;
    private readonly WebRunWait _wait;
    private readonly Deadline _deadline;
    private readonly bool _ownsSession;
    private WebRunTask _task;
    private WebRunGuardrail? _answered;
    private long _answeredAt;
    private long? _refusedAt;
    private WebRunException? _failure;

    /// <summary>Prepares to wait; nothing is sent yet.</summary>
    /// <param name="scope">The caller's view of the client.</param>
    /// <param name="tasks">Polls the task.</param>
    /// <param name="control">Stops the task, and answers its questions.</param>
    /// <param name="task">What is known about the task.</param>
    /// <param name="wait">How to wait.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="ownsSession">True where the caller ends the session when the wait ends without the task.</param>
    public TaskWait(ClientScope scope, TaskSender tasks, TaskControl control, WebRunTask task, WebRunWait wait, Deadline deadline, bool ownsSession) =>
        (_scope, _tasks, _control, _clock, _task, _wait, _deadline, _ownsSession) = (scope, tasks, control, scope.Clock, task, wait, deadline, ownsSession);

    /// <summary>Listens to a session on behalf of a wait.</summary>
    public static LiveListener Listen(ClientScope scope, string sessionId, WebRunWait wait) => scope.State.Channels.Listen(sessionId, liveEvent =>
    {
        wait.OnEvent?.Invoke(liveEvent);
        return Task.CompletedTask;
    });

    /// <summary>Creates the error for a task that took too long.</summary>
    public static WebRunException TimedOut(WebRunTask task, WebRunWait wait, bool ownsSession, Exception? cause) => new(
        WebRunErrorId.TaskTimeout,
        FormattableString.Invariant($"The task did not end within {wait.For(task.MaxDuration).TotalSeconds:0.#} s. {Fate(task, ownsSession)}{(cause is WebRunException ? " The last poll failed: " + cause.Message : "")}"),
        cause)
    {
        SessionId = task.SessionId,
        Task = task,
    };

    private static string Fate(WebRunTask task, bool ownsSession) =>
        !ownsSession ? "It may still be running."
        : task.SessionId is not null ? "Its session is being terminated."
        : "Its session will be terminated as soon as the service names it, which takes up to 50 s; keep this process running until then.";

    /// <summary>Waits until the task is settled, and passes its questions to the caller.</summary>
    public async Task<WebRunTask> RunAsync()
    {
        try
        {
            // Many tasks have already ended and need no link.
            await PollAsync().ConfigureAwait(false);
            while (true)
            {
                if (!_task.IsSettled)
                {
                    await PollUntilSettledAsync().ConfigureAwait(false);
                }

                if (_task.Status != WebRunTaskStatus.WaitingForInput || !await AnswerAsync().ConfigureAwait(false))
                {
                    return _task;
                }
            }
        }
        catch (OperationCanceledException) when (_deadline.HasPassed)
        {
            throw TimedOut(_task, _wait, _ownsSession, _failure);
        }
    }

    private async Task PollUntilSettledAsync()
    {
        using var live = Listen(_scope, _task.SessionId!, _wait);
        var (seenCount, pause, wasBroken, hasPolled) = (0, _wait.PollInterval, false, true);
        while (true)
        {
            var changed = live.Changed.Next;
            if (!hasPolled || live.State == ChannelState.Joined)
            {
                await PollAsync().ConfigureAwait(false);
            }

            hasPolled = false;
            if (_task.IsSettled)
            {
                return;
            }

            if (_wait.MaxCost < _task.Cost)
            {
                throw await StopForBudgetAsync().ConfigureAwait(false);
            }

            if (live.State == ChannelState.Broken && !wasBroken)
            {
                wasBroken = true;
                _scope.Log.Verbose?.Invoke(FormattableString.Invariant($"Live events of session {_task.SessionId} cannot be reached now; polling goes on every {_wait.PollInterval.TotalSeconds:0.#} s."));
            }

            await changed.SetOrPassedAsync(pause, _clock, _deadline.Token).ConfigureAwait(false);

            // An event may arrive a moment before the service's own record is updated.
            pause = live.EssentialCount > seenCount ? FirstPauseAfterEvent : Shorter(pause + pause, _wait.PollInterval);
            seenCount = live.EssentialCount;
        }
    }

    /// <summary>A failed poll says nothing about the task, unless the service keeps refusing it for an interval.</summary>
    private async Task PollAsync()
    {
        if (_task.IsSettled)
        {
            return;
        }

        try
        {
            var seen = await _tasks.PollAsync(_task, _deadline.Token).ConfigureAwait(false);

            // A question that has just been answered may be in the service's record for a moment.
            var isAnswered = seen.Guardrail is { } asked && asked == _answered && _clock.GetElapsedTime(_answeredAt) < _wait.PollInterval;
            _task = isAnswered ? seen with { Status = WebRunTaskStatus.Running, Guardrail = null } : seen;
            (_failure, _refusedAt) = (null, null);
            _wait.OnPoll?.Invoke(_task);
        }
        catch (WebRunException e) when (!IsConfirmed(e))
        {
            _failure = e;
        }
    }

    /// <summary>True if the caller gave an answer, so that the task continues.</summary>
    private async Task<bool> AnswerAsync()
    {
        if (_wait.OnGuardrail is null || await _wait.OnGuardrail(_task, _deadline.Token).ConfigureAwait(false) is not { } answer)
        {
            return false;
        }

        await _control.AnswerAsync(_task.SessionId!, answer, _deadline.Token).ConfigureAwait(false);
        (_answered, _answeredAt) = (_task.Guardrail, _clock.GetTimestamp());
        _task = _task with { Status = WebRunTaskStatus.Running, Guardrail = null };
        return true;
    }

    private async Task<WebRunException> StopForBudgetAsync()
    {
        var (fate, cause) = ("It was stopped.", (WebRunException?)null);
        if (_ownsSession)
        {
            fate = "Its session is being terminated.";
        }
        else
        {
            try
            {
                await _control.ChangeAsync(_task.SessionId!, StateChange.Stop, _deadline.Token).ConfigureAwait(false);
            }
            catch (WebRunException e)
            {
                (fate, cause) = ("It could not be stopped and may still be running: " + e.Message, e);
            }
        }

        return new WebRunException(
            WebRunErrorId.BudgetExceeded,
            FormattableString.Invariant($"The task has cost ${_task.Cost:0.0000}, more than the ${_wait.MaxCost:0.0000} allowed. {fate}"),
            cause)
        {
            SessionId = _task.SessionId,
            Task = _task,
        };
    }

    /// <summary>True for a refusal that the service repeats an interval after the first one.</summary>
    private bool IsConfirmed(WebRunException failure)
    {
        _refusedAt = IsRefusal(failure) ? _refusedAt ?? _clock.GetTimestamp() : null;
        return _refusedAt is { } first && _clock.GetElapsedTime(first) >= _wait.PollInterval;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static bool IsRefusal(WebRunException failure) => failure.Id
        is WebRunErrorId.TaskNotFound or WebRunErrorId.SessionNotFound or WebRunErrorId.Unauthorized
        or WebRunErrorId.Forbidden or WebRunErrorId.InvalidParameter;
}
