using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun.Operations;

/// <summary>One wait for one task: live events for speed, polling for certainty, and the answer to the request that sent the task. Whichever reports the end first ends it.</summary>
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
    private readonly TaskStart _start;
    private readonly TaskReports _reports;
    private readonly FirstTaskSearch _search;
    private long? _refusedAt;
    private long? _reportedAt;
    private bool _isTimed;
    private bool _isAccepted;
    private WebRunException? _failure;

    /// <summary>Prepares to wait; nothing is sent yet.</summary>
    /// <param name="scope">The caller's view of the client.</param>
    /// <param name="tasks">Polls the task.</param>
    /// <param name="control">Stops the task, and answers its questions.</param>
    /// <param name="start">The task, sent earlier or on its way.</param>
    /// <param name="wait">How to wait.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="ownsSession">True where the caller ends the session when the wait ends without the task.</param>
    public TaskWait(ClientScope scope, TaskSender tasks, TaskControl control, TaskStart start, WebRunWait wait, Deadline deadline, bool ownsSession) =>
        (_scope, _tasks, _control, _clock, _start, _reports, _search, _wait, _deadline, _ownsSession) = (scope, tasks, control, scope.Clock, start, start.Reports, new FirstTaskSearch(scope, tasks, start), wait, deadline, ownsSession);

    private WebRunTask Known => _reports.Task;

    /// <summary>Creates the error for a task that took too long.</summary>
    public static WebRunException TimedOut(WebRunTask task, WebRunWait wait, bool ownsSession, Exception? cause) => new(
        WebRunErrorId.TaskTimeout,
        FormattableString.Invariant($"The task did not end within {wait.For(task.MaxDuration).TotalSeconds:0.###} s. {Fate(task, ownsSession)}{(cause is WebRunException ? " The last poll failed: " + cause.Message : "")}"),
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
            if (Known.TaskId is not null)
            {
                // Many tasks have already ended and need no link.
                Accept();
                await PollAsync().ConfigureAwait(false);
            }

            while (true)
            {
                if (!Known.IsSettled)
                {
                    await UntilSettledAsync().ConfigureAwait(false);
                }

                if (Known.Status != WebRunTaskStatus.WaitingForInput || !await AnswerAsync().ConfigureAwait(false))
                {
                    // An event may have reported the end, and the link is not listened to any longer.
                    _tasks.Settle(Known);
                    _start.Note();
                    return Known;
                }
            }
        }
        catch (OperationCanceledException) when (_deadline.HasPassed)
        {
            // What the request was waiting for says more than that the time is up: nothing was started.
            throw await _start.WaitedForAsync().ConfigureAwait(false) ?? TimedOut(Known, _wait, _ownsSession, _failure);
        }
    }

    private async Task UntilSettledAsync()
    {
        var live = _start.Live;
        var (told, pause, wasBroken, isDue) = (0, _wait.PollInterval, false, Known.TaskId is null);
        while (true)
        {
            var (changed, more) = (live.Changed.Next, _reports.Changed.Next);
            await _start.TakeAnswerAsync().ConfigureAwait(false);
            Accept();
            if (!Known.IsSettled && Known.TaskId is not null && (isDue || live.State == ChannelState.Joined))
            {
                await PollAsync().ConfigureAwait(false);
            }

            isDue = true;
            JudgeReportedEnd();
            if (Known.IsSettled)
            {
                return;
            }

            if (WhyStop() is not null)
            {
                // It may just have ended, and what is paid for is not thrown away.
                await PollAsync().ConfigureAwait(false);
                if (Known.IsSettled)
                {
                    return;
                }

                throw await StopForBudgetAsync(WhyStop()!).ConfigureAwait(false);
            }

            if (_start.IsUnnamed && await _search.IsFoundAsync(_deadline.Token).ConfigureAwait(false))
            {
                continue;
            }

            if (live.State == ChannelState.Broken && !wasBroken)
            {
                wasBroken = true;
                _scope.Log.Verbose?.Invoke(FormattableString.Invariant($"Live events of session {Known.SessionId} cannot be reached now; polling goes on every {_wait.PollInterval.TotalSeconds:0.#} s."));
            }

            await Task.WhenAny(changed, more, _start.Next ?? more).SetOrPassedAsync(pause, _clock, _deadline.Token).ConfigureAwait(false);

            // An event may arrive a moment before the service's own record is updated.
            pause = live.EssentialCount > told ? FirstPauseAfterEvent : Shorter(pause + pause, _wait.PollInterval);
            told = live.EssentialCount;
        }
    }

    /// <summary>Notes that the service has taken the task. Until then it may have waited for its turn, which does not count as the task's time.</summary>
    private void Accept()
    {
        if (!_isTimed && (_reports.IsHeard || Known.IsSettled))
        {
            _isTimed = true;
            if (_wait.Timeout is null)
            {
                _deadline.Restart(_wait.For(Known.MaxDuration));
            }
        }

        if (!_isAccepted && (Known.TaskId is not null || Known.IsSettled))
        {
            _isAccepted = true;
            _wait.OnAccepted?.Invoke(Known);
        }
    }

    /// <summary>A failed poll says nothing about the task, unless the service keeps refusing it for an interval. An end that an event has reported counts if no poll knows more.</summary>
    private async Task PollAsync()
    {
        if (Known.IsSettled)
        {
            return;
        }

        var told = _reports.ReportedEnd;
        try
        {
            _reports.Take(await _tasks.PollAsync(Known, _deadline.Token).ConfigureAwait(false));
            (_failure, _refusedAt) = (null, null);
            _wait.OnPoll?.Invoke(Known);
        }
        catch (WebRunException e) when (told is not null && IsRefusal(e))
        {
            _reports.Confirm(told);
        }
        catch (WebRunException e) when (!IsConfirmed(e) || _start.Next is not null)
        {
            _failure = e;
        }
    }

    /// <summary>Takes an end that an event has reported, but not in full, as the task's end after an interval in which no poll has said more. An error that the task survives was not its end.</summary>
    private void JudgeReportedEnd()
    {
        // Where the answer is still to come, it names the task and may know more of its end.
        if (_reports.ReportedEnd is not { } told || (Known.TaskId is null && _start.Next is not null))
        {
            _reportedAt = null;
            return;
        }

        _reportedAt ??= _clock.GetTimestamp();
        if (Known.TaskId is null || _clock.GetElapsedTime(_reportedAt.Value) >= _wait.PollInterval)
        {
            if (told.Status == WebRunTaskStatus.Completed || _failure is not null || Known.TaskId is null)
            {
                _reports.Confirm(told);
            }
            else
            {
                _reports.Drop();
            }
        }
    }

    /// <summary>True if the caller gave an answer, so that the task continues.</summary>
    private async Task<bool> AnswerAsync()
    {
        if (_wait.OnQuestion is null || await AskAsync(_wait.OnQuestion).ConfigureAwait(false) is not { } reply)
        {
            return false;
        }

        await _control.ReplyAsync(Known, reply.Words, reply.IsRefusal ? StateChange.Stop : StateChange.Resume, _deadline.Token).ConfigureAwait(false);
        _reports.Answered();
        return true;
    }

    /// <summary>The caller's answer. What the caller throws is an error of this task alone.</summary>
    private async Task<WebRunReply?> AskAsync(Func<WebRunTask, CancellationToken, Task<WebRunReply?>> ask)
    {
        try
        {
            return await ask(Known, _deadline.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, the task is still waiting, and whoever reads the error has to know that.
        catch (Exception e) when (e is not (OperationCanceledException or WebRunException))
#pragma warning restore CA1031
        {
            throw new WebRunException(
                WebRunErrorId.GuardrailFailed,
                $"OnGuardrail failed: {e.Message.TrimEnd().TrimEnd('.')}. The task asked '{Known.Guardrail}'. {(_ownsSession ? "Its session is being terminated." : "It still waits for an answer, and its session costs money meanwhile.")}",
                e)
            {
                SessionId = Known.SessionId,
                Task = Known,
            };
        }
    }

    /// <summary>Why the task may not cost more; null while it may.</summary>
    private string? WhyStop()
    {
        var cost = (Known.Cost ?? 0) + _wait.CostBefore;
        return cost > _wait.MaxCost
            ? FormattableString.Invariant($"{(_wait.CostBefore > 0 ? "With what came before it, the task" : "The task")} has cost ${cost:0.0000}, more than the ${_wait.MaxCost:0.0000} allowed.")
            : _wait.WhyStop?.Invoke(cost, false);
    }

    private async Task<WebRunException> StopForBudgetAsync(string why)
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
                await _control.ChangeAsync(Known.SessionId!, StateChange.Stop, _deadline.Token).ConfigureAwait(false);
            }
            catch (WebRunException e)
            {
                (fate, cause) = ("It could not be stopped and may still be running: " + e.Message, e);
            }
        }

        return new WebRunException(
            WebRunErrorId.BudgetExceeded,
            $"{why} {fate}",
            cause)
        {
            SessionId = Known.SessionId,
            Task = Known,
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
