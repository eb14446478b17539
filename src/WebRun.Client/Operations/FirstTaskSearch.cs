using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;

namespace WebRun.Operations;

/// <summary>Looks for the first task of a session where the service has not named it yet: by an event, or by a poll with the session's id, which some deployments take.</summary>
/// <param name="scope">The caller's view of the client.</param>
/// <param name="tasks">Polls.</param>
/// <param name="start">Listens to the session, and keeps what is known about the task.</param>
internal sealed class FirstTaskSearch(ClientScope scope, TaskSender tasks, TaskStart start)
{
    private static readonly TimeSpan LinkTimeout = TimeSpan.FromSeconds(10);
    private long? _downSince;

    /// <summary>What this client has kept of a task, if it is the first one of a session that it has opened; otherwise null.</summary>
    public static FirstTask? Kept(ClientScope scope, WebRunTask task) =>
        scope.State.FirstTasks.Of(task.SessionId) is { } first && (task.TaskId is null || task.TaskId == first.Task.TaskId) ? first : null;

    /// <summary>What is known about a task, with what was kept of it.</summary>
    public static WebRunTask Known(WebRunTask task, FirstTask? kept) =>
        kept is not null && task.SubmittedAt is null ? kept.Task with { Schema = task.Schema ?? kept.Task.Schema } : task;

    /// <summary>Looks once.</summary>
    /// <returns>True if the task is known now, or its end; false to look again later, or when an event has come.</returns>
    /// <exception cref="WebRunException">Nothing is left that could name the task.</exception>
    public async Task<bool> IsFoundAsync(CancellationToken cancellationToken)
    {
        var (task, isRefused) = (start.Reports.Task, false);
        try
        {
            start.Reports.Take(await tasks.PollFirstAsync(task, cancellationToken).ConfigureAwait(false));
        }
        catch (WebRunException e)
        {
            isRefused = e.StatusCode is >= 400 and < 500;
        }

        if (start.Reports.Task.TaskId is not null || start.Reports.Task.IsSettled || start.Reports.ReportedEnd is not null)
        {
            return true;
        }

        var state = start.Live.State;
        _downSince = state == ChannelState.Joined ? null : _downSince ?? scope.Clock.GetTimestamp();
        if (state == ChannelState.Ended)
        {
            throw await GoneAsync(task, cancellationToken).ConfigureAwait(false);
        }

        return isRefused && _downSince is { } since && scope.Clock.GetElapsedTime(since) >= LinkTimeout
            ? throw Failure(task, WebRunErrorId.TaskIdUnknown, $"The service has not named the first task of session {task.SessionId}, and its live events, which do, cannot be reached. The task may be running, and the session costs money.")
            : false;
    }

    /// <summary>The session is gone, or never was: which of the two, only the service's own record tells.</summary>
    private async Task<WebRunException> GoneAsync(WebRunTask task, CancellationToken cancellationToken) =>
        await new SessionLookup(scope).HasEndedAsync(task.SessionId!, cancellationToken).ConfigureAwait(false)
            ? Failure(task, WebRunErrorId.TaskIdUnknown, $"Session {task.SessionId} has ended before the service named its first task, whose result cannot be read any more.")
            : Failure(task, WebRunErrorId.SessionNotFound, $"Session {task.SessionId} was not found, or has ended before the service named its first task.");

    private static WebRunException Failure(WebRunTask task, WebRunErrorId id, string message) => new(id, message) { SessionId = task.SessionId, Task = task };
}
