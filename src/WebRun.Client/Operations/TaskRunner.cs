using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;
using WebRun.Transport;

namespace WebRun.Operations;

/// <summary>Runs one task in a session of its own: opens the session, listens to it, sends the task, waits for its end, and ends the session.</summary>
/// <param name="scope">The caller's view of the client.</param>
/// <param name="tasks">Sends and polls tasks.</param>
/// <param name="control">Stops tasks, and answers their questions.</param>
/// <param name="wait">How to wait for the task.</param>
internal sealed class TaskRunner(ClientScope scope, TaskSender tasks, TaskControl control, WebRunWait wait)
{
    /// <summary>True if the session outlives its first task, because others follow or may follow.</summary>
    private bool KeepsSession(WebRunTaskRequest request) => wait.RepairAttempts > 0 || request.Then.Count > 0;

    /// <summary>True if the task has to be heard from its start: what is not heard cannot be limited while the service holds back its answer.</summary>
    private bool MustBeHeard(bool keepsSession) => keepsSession || wait.IsLive || wait.MaxCost is not null || wait.WhyStop is not null;

    /// <summary>Runs the task. If anything but the task's end ends the run, the session is terminated.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="options">How its session is set up; null for the service's defaults.</param>
    /// <param name="journal">Records what happens to the task; null for none.</param>
    /// <param name="cancellationToken">Ends the command, and the session with it.</param>
    public async Task<WebRunTask> RunAsync(WebRunTaskRequest request, WebRunSessionOptions? options, WebRunJournalRow? journal, CancellationToken cancellationToken)
    {
        request = request with { Session = options };
        using var session = new OwnedSession(scope.Reaper);
        using var deadline = new Deadline(scope.Clock, wait.Timeout ?? Deadline.Max, cancellationToken);
        try
        {
            using var paid = await scope.State.Costs.BeginAsync(request, wait.MaxCost, journal, scope.Log).ConfigureAwait(false);
            using var start = await StartAsync(session, request, options, paid, deadline).ConfigureAwait(false);

            // Ended before its link is left, which is the shortest way to end it.
            using var ending = session;
            return await new TaskSequence(scope, request, wait, journal).RunAsync(
                (next, how) => next is null ? WaitAsync(session, start, how, deadline) : SendNextAsync(session, next, how, journal, deadline),
                () => deadline.HasPassed,
                cancellationToken).ConfigureAwait(false);
        }
        catch (WebRunException e) when (e.MayHaveStarted && session.SessionId is { } sessionId)
        {
            throw Ending(e, sessionId);
        }
    }

    /// <summary>Waits for a task that an earlier process has sent, in a session that this process now owns.</summary>
    public async Task<WebRunTask> ResumeAsync(OwnedSession session, WebRunTask task, WebRunJournalRow journal, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(scope.Clock, wait.For(journal.Request.MaxDuration), cancellationToken);
        using var start = new TaskStart(scope, TaskReports.WithoutQuestion(task.LastTask) with { EndsSession = task.EndsSession }, wait.OnEvent, isAlone: task.Tasks.Count == 1);
        var request = journal.Request with { Session = journal.Options };
        return await new TaskSequence(scope, request, wait, journal, task.Tasks.Take(task.Tasks.Count - 1)).RunAsync(
            (next, how) => next is null ? WaitAsync(session, start, how with { OnAccepted = null }, deadline) : SendNextAsync(session, next, how, journal, deadline),
            () => deadline.HasPassed,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts the task, and returns as soon as the service has taken it. Its session ends with it.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="options">How its session is set up; null for the service's defaults.</param>
    /// <param name="cancellationToken">Gives up, and ends the session.</param>
    public async Task<WebRunTask> SubmitAsync(WebRunTaskRequest request, WebRunSessionOptions? options, CancellationToken cancellationToken)
    {
        using var session = new OwnedSession(scope.Reaper);
        using var deadline = new Deadline(scope.Clock, Deadline.Max, cancellationToken);
        try
        {
            using var paid = await scope.State.Costs.BeginAsync(request, request.MaxCost, observer: null, scope.Log).ConfigureAwait(false);
            using var start = await StartAsync(session, request, options, paid, deadline).ConfigureAwait(false);
            using var ending = session;
            var task = await start.AcceptedAsync(deadline.Token).ConfigureAwait(false);
            session.Release();
            return task;
        }
        catch (WebRunException e) when (e.MayHaveStarted && session.SessionId is { } sessionId)
        {
            throw Ending(e, sessionId);
        }
    }

    /// <summary>The error for a task of which nothing is heard, or nothing that can be read: its session is this run's, and is ended.</summary>
    private static WebRunException Ending(WebRunException failure, string sessionId) => new(failure.Id, $"{failure.Message} Its session {sessionId} is being terminated.", failure)
    {
        StatusCode = failure.StatusCode,
        ServiceCode = failure.ServiceCode,
        SessionId = sessionId,
        Task = failure.Task,
    };

    /// <summary>Sends the task into a session that is opened first, so that it can be heard, limited and ended from the start. Where the rate limit has no place for a second request, and the task cannot go over the live link, one request does both.</summary>
    private async Task<TaskStart> StartAsync(OwnedSession session, WebRunTaskRequest request, WebRunSessionOptions? options, PaidTask paid, Deadline deadline)
    {
        var cancellationToken = deadline.Token;
        var keepsSession = KeepsSession(request);
        request = request.Step(0) with { Session = options };
        try
        {
            var (opening, sending, isOpenedFirst) = await ReserveAsync(keepsSession, cancellationToken).ConfigureAwait(false);
            if (!isOpenedFirst)
            {
                var task = await tasks.RunAsync(request, options, wait.RoomTimeout, paid, opening, cancellationToken).ConfigureAwait(false);
                if (task.SessionId is { } sessionId)
                {
                    session.Take(sessionId);
                }

                return new TaskStart(scope, task, wait.OnEvent, paid: paid);
            }

            await OpenAsync(session, request, options, opening, sending, cancellationToken).ConfigureAwait(false);
            var start = new TaskStart(scope, WebRunTask.New(request) with { SessionId = session.SessionId, EndsSession = !keepsSession, SubmittedAt = scope.Clock.GetUtcNow() }, wait.OnEvent, paid: paid);
            return await start.SendAsync(tasks, request with { TerminateOnCompletion = !keepsSession }, sending, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.HasPassed)
        {
            // What the start was waiting for says more than that time is up: nothing was started.
            throw e.InnerException as WebRunException
                ?? TaskWait.TimedOut(WebRunTask.New(request) with { SessionId = session.SessionId }, wait, ownsSession: true, e);
        }
    }

    /// <summary>Waits for the places in the rate limit that opening the session and sending the task need, so that no session waits, paid, for the turn of its task.</summary>
    /// <returns>The places, and whether the session is opened first. The second is null for a task that goes over the live link, which no limit counts, because few places are left.</returns>
    private async Task<(RateLease Opening, RateLease? Sending, bool IsOpenedFirst)> ReserveAsync(bool keepsSession, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, wait.StartBefore);
        var canGoLive = scope.State.Channels is { AnnouncesTasks: true, CanConnect: true };
        var mustBeHeard = MustBeHeard(keepsSession);
        var (opening, sending) = await tasks.ReserveAsync(mustBeHeard && !canGoLive ? SecondPlace.Needed : SecondPlace.IfSpare, either.Token).ConfigureAwait(false);
        return (opening, sending, IsOpenedFirst: sending is not null || canGoLive || mustBeHeard);
    }

    /// <summary>Opens the session. If that fails, the task's own place in the rate limit is free for others.</summary>
    private async Task OpenAsync(OwnedSession session, WebRunTaskRequest purpose, WebRunSessionOptions? options, RateLease opening, RateLease? sending, CancellationToken cancellationToken)
    {
        try
        {
            var opened = await tasks.StartSessionAsync(new WebRunTaskRequest(), purpose, keepAlive: true, options, wait.RoomTimeout, paid: null, opening, cancellationToken).ConfigureAwait(false);
            session.Take(opened.SessionId!);
        }
        catch when (sending is not null)
        {
            await tasks.ReleaseAsync(sending).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for a task in a session that ends with the task, and with whatever else ends the wait.</summary>
    private async Task<WebRunTask> WaitAsync(OwnedSession session, TaskStart start, WebRunWait how, Deadline deadline)
    {
        var task = await new TaskWait(scope, tasks, control, start, how, deadline, ownsSession: true).RunAsync().ConfigureAwait(false);
        if (task.Status == WebRunTaskStatus.Stopped || (task.Status == WebRunTaskStatus.Failed && session.SessionId is not null && start.Live.State == ChannelState.Joined))
        {
            // Stopping a task leaves its session open, and a failure may, until its end is heard; nobody is left here to use it.
            return task;
        }

        if (task.Status == WebRunTaskStatus.WaitingForInput)
        {
            // A question keeps it open for the answer, but not beyond this process.
            session.Release();
            scope.Reaper.Remember(task.SessionId!);
        }
        else if (task.EndsSession || task.Status == WebRunTaskStatus.Terminated)
        {
            // The service ends the session with its task, or has ended it before.
            session.Release();
        }

        if (wait.Timeout is null)
        {
            // It was the task's own time, and what follows has its own.
            deadline.Restart(Deadline.Max);
        }

        return task;
    }

    /// <summary>Sends a task into the session after its first one, and waits for it.</summary>
    private async Task<WebRunTask> SendNextAsync(OwnedSession session, WebRunTaskRequest request, WebRunWait how, WebRunJournalRow? journal, Deadline deadline)
    {
        var known = WebRunTask.New(request) with { SessionId = session.SessionId, EndsSession = request.TerminateOnCompletion, SubmittedAt = scope.Clock.GetUtcNow() };

        // Whoever wants the session's events has them from the listening to the first task.
        var paid = await scope.State.Costs.BeginAsync(request, how.CostLeft, journal, scope.Log).ConfigureAwait(false);
        using var start = new TaskStart(scope, known, onEvent: null, isAlone: false, paid);
        try
        {
            await start.SendAsync(tasks, request, place: null, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (deadline.HasPassed)
        {
            throw e.InnerException as WebRunException ?? TaskWait.TimedOut(known, wait, ownsSession: true, e);
        }

        return await WaitAsync(session, start, how, deadline).ConfigureAwait(false);
    }
}
