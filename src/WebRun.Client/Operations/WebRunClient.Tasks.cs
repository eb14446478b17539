using System.Threading;
using System.Threading.Tasks;
using WebRun.Operations;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <content>Tasks: run, send, get, wait.</content>
public sealed partial class WebRunClient
{
    /// <summary>Runs a task in its own session, to its end. If anything but the task's end ends the run, the session is terminated.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="wait">How to wait for it.</param>
    /// <param name="options">How its session is set up; null for the service's defaults.</param>
    /// <param name="cancellationToken">Ends the command, and the session with it.</param>
    /// <returns>The task: ended, or waiting for input with its session still open.</returns>
    /// <exception cref="WebRunException">The task was not started, its outcome is unknown, or (<see cref="WebRunErrorId.TaskTimeout"/>) it took too long.</exception>
    public Task<WebRunTask> InvokeTaskAsync(WebRunTaskRequest request, WebRunWait wait, WebRunSessionOptions? options = null, CancellationToken cancellationToken = default) =>
        new TaskRunner(Scope, _tasks, _control, wait).RunAsync(request, options, journal: null, cancellationToken);

    /// <summary>Starts a task in its own session and returns as soon as the service has taken it. The session ends with the task.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="options">How its session is set up; null for the service's defaults.</param>
    /// <param name="cancellationToken">Gives up, and ends the session.</param>
    /// <exception cref="WebRunException">The task was not started, or its outcome is unknown.</exception>
    internal Task<WebRunTask> SubmitTaskAsync(WebRunTaskRequest request, WebRunSessionOptions? options = null, CancellationToken cancellationToken = default) =>
        new TaskRunner(Scope, _tasks, _control, new WebRunWait()).SubmitAsync(request, options, cancellationToken);

    /// <summary>Starts a task in its own session by one request, and returns when the service answers: with the result if it is quick, otherwise pending.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="options">How its session is set up; null for the service's defaults.</param>
    /// <param name="cancellationToken">Returns at once; the session is terminated as soon as the service names it.</param>
    /// <exception cref="WebRunException">The task was not started, or its outcome is unknown.</exception>
    public async Task<WebRunTask> RunTaskAsync(WebRunTaskRequest request, WebRunSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var paid = await Scope.State.Costs.BeginAsync(request, request.MaxCost, observer: null, Scope.Log).ConfigureAwait(false);
        return await _tasks.RunAsync(request, options, roomTimeout: null, paid, place: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a follow-up task to a session and returns as soon as the service has taken it.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="request">What to do.</param>
    /// <param name="cancellationToken">Stops waiting; the task may have started. If the request was still waiting for its turn, so that nothing has started, the inner exception says so.</param>
    /// <exception cref="WebRunException">The task was not started, or its outcome is unknown.</exception>
    public Task<WebRunTask> SendTaskAsync(string sessionId, WebRunTaskRequest request, CancellationToken cancellationToken = default) =>
        new FollowUp(Scope, _tasks, _control).SubmitAsync(sessionId, request, cancellationToken);

    /// <summary>Sends a follow-up task to a session, and waits until it has ended or waits for input. The session stays open.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="request">What to do.</param>
    /// <param name="wait">How to wait for it.</param>
    /// <param name="cancellationToken">Stops waiting, as in <see cref="SendTaskAsync(string, WebRunTaskRequest, CancellationToken)"/>.</param>
    /// <exception cref="WebRunException">The task was not started, its outcome is unknown, or the wait ended as in <see cref="WaitTaskAsync"/>.</exception>
    internal Task<WebRunTask> SendTaskAsync(string sessionId, WebRunTaskRequest request, WebRunWait wait, CancellationToken cancellationToken = default) =>
        new FollowUp(Scope, _tasks, _control).RunAsync(sessionId, request, wait, cancellationToken);

    /// <summary>Gets a task's current state.</summary>
    /// <param name="task">What is known about it: at least its session and its id; without an id it is the session's first task.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="WebRunException">The task was not found, or the service's answer cannot be used. <see cref="WebRunErrorId.TaskIdUnknown"/>: nothing has named the first task yet.</exception>
    public async Task<WebRunTask> GetTaskAsync(WebRunTask task, CancellationToken cancellationToken = default)
    {
        var whole = task;
        task = FirstTaskSearch.Known(task.LastTask, FirstTaskSearch.Kept(Scope, task));
        try
        {
            using var paid = Scope.State.Costs.Of(task, Scope.Log);
            task = await (task.TaskId is null ? _tasks.PollFirstAsync(task, cancellationToken) : _tasks.GetAsync(task, cancellationToken)).ConfigureAwait(false);
            paid.Learn(task);
            return whole.With(task);
        }
        catch (WebRunException e) when (task.TaskId is null && e.Id == WebRunErrorId.TaskNotFound)
        {
            throw new WebRunException(WebRunErrorId.TaskIdUnknown, $"The service has not named the first task of session {task.SessionId} yet. Waiting for the task also listens for its name.", e) { SessionId = task.SessionId, Task = task };
        }
    }

    /// <summary>Waits until a task has ended, or waits for input.</summary>
    /// <param name="task">What is known about it: at least its session and its id; without an id it is the session's first task.</param>
    /// <param name="wait">How to wait for it.</param>
    /// <param name="cancellationToken">Stops waiting; the task goes on.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.TaskTimeout"/>: it may still be running. <see cref="WebRunErrorId.BudgetExceeded"/>: it was stopped. <see cref="WebRunErrorId.TaskIdUnknown"/>: nothing names the session's first task. Otherwise the task was not found.</exception>
    public async Task<WebRunTask> WaitTaskAsync(WebRunTask task, WebRunWait wait, CancellationToken cancellationToken = default)
    {
        var (whole, kept) = (task, FirstTaskSearch.Kept(Scope, task));
        task = FirstTaskSearch.Known(task.LastTask, kept);
        _ = ServicePaths.Task(task.SessionId, task.TaskId ?? task.SessionId);
        using var deadline = new Deadline(_clock, wait.For(task.MaxDuration), cancellationToken);
        using var start = new TaskStart(Scope, TaskReports.WithoutQuestion(task), wait.OnEvent, isAlone: task.TaskId is null);
        if (task.TaskId is null)
        {
            // What was heard before is read after the listening begins, so that nothing falls in between.
            _ = start.Live;
        }

        if (kept?.Told is { } told)
        {
            start.Reports.Hear(told);
        }

        var ended = await new TaskWait(Scope, _tasks, _control, start, wait, deadline, ownsSession: false).RunAsync().ConfigureAwait(false);
        return whole.With(wait.OnAnswer is null || ended.Status != WebRunTaskStatus.Completed ? ended : await wait.OnAnswer(ended, cancellationToken).ConfigureAwait(false));
    }
}
