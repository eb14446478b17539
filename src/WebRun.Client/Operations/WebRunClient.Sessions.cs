using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;
using WebRun.Operations;

namespace WebRun;

/// <content>Sessions: open, end, list.</content>
public sealed partial class WebRunClient
{
    /// <summary>Opens a session that stays open until it is terminated, has been idle for 5 minutes, or this process exits.</summary>
    /// <param name="firstTask">Its first task; the text may be empty. Where the answer does not name the task, this client listens until an event does.</param>
    /// <param name="keepAlive">True to let it outlive this process.</param>
    /// <param name="options">How it is set up; null for the service's defaults.</param>
    /// <param name="cancellationToken">Returns at once; the session is terminated as soon as the service names it.</param>
    /// <exception cref="WebRunException">The session was not opened, or the outcome is unknown.</exception>
    public async Task<WebRunSession> StartSessionAsync(WebRunTaskRequest firstTask, bool keepAlive = false, WebRunSessionOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (firstTask.TaskDetails.Length == 0)
        {
            return await _tasks.StartSessionAsync(firstTask, firstTask, keepAlive, options, roomTimeout: null, paid: null, place: null, cancellationToken).ConfigureAwait(false);
        }

        using var paid = await Scope.State.Costs.BeginAsync(firstTask, firstTask.MaxCost, observer: null, Scope.Log).ConfigureAwait(false);
        var session = await _tasks.StartSessionAsync(firstTask, firstTask, keepAlive, options, roomTimeout: null, paid, place: null, cancellationToken).ConfigureAwait(false);
        var first = new FirstTask(TaskSender.FirstTaskOf(session, firstTask with { Session = options }));
        Scope.State.FirstTasks.Keep(first);
        if (session.TaskId is null)
        {
            first.Listen(Scope.State.Channels);
        }

        return WithFirstTask(session);
    }

    /// <summary>Ends a session, and with it all cost. Ending it twice is not an error. If the caller does not wait, or if it takes too long, the client keeps trying in the background.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Returns at once.</param>
    /// <returns>False if the session had already ended.</returns>
    /// <exception cref="WebRunException">The end is not confirmed.</exception>
    public Task<bool> TerminateSessionAsync(string sessionId, CancellationToken cancellationToken = default) => Scope.Reaper.TerminateAsync(sessionId, cancellationToken);

    /// <summary>Ends a session in the background, even if the process exits in the meantime.</summary>
    /// <param name="sessionId">The session.</param>
    /// <returns>As <see cref="TerminateSessionAsync"/>. It is done even if nobody waits for it.</returns>
    internal Task<bool> TerminateSessionInBackground(string sessionId) => Scope.Reaper.TerminateInBackground(sessionId);

    /// <summary>Waits until the sessions that are being ended, by any client of this process, have ended.</summary>
    internal static Task WhenSessionsEndedAsync() => ProcessEnd.WhenWorkIsDoneAsync();

    /// <summary>Ends the sessions that end with this process, because somebody is about to kill it. From then on nothing starts that costs money.</summary>
    internal static void EndSessionsOfProcess() => ProcessEnd.Wait();

    /// <summary>The sessions at this service that may be open, from this user's ledger. Nothing is sent.</summary>
    public IReadOnlyList<WebRunSession> GetSessions() =>
        Scope.Ledger is null ? [] : [.. Scope.Ledger.Read().Where(entry => entry.BaseUri == _options.BaseUri).Select(entry => WithFirstTask(entry.ToSession()))];

    /// <summary>The sessions at any service that were left open by processes that have ended, among those that were used last.</summary>
    /// <param name="statePath">As <see cref="WebRunClientOptions.StatePath"/>.</param>
    /// <param name="count">How many sessions are looked at, at most.</param>
    internal static IReadOnlyList<WebRunSession> GetLeftSessions(string statePath, int count) =>
        [.. new SessionLedger(new WebRunClientOptions { StatePath = statePath }, WebRunLog.None).ReadNewest(count).Select(entry => entry.ToSession()).Where(session => session.Owner == WebRunSessionOwner.DeadProcess)];

    private WebRunSession WithFirstTask(WebRunSession session) =>
        Scope.State.FirstTasks.Of(session.SessionId) is { } first ? session with { NamedLater = () => first.Task.TaskId } : session;
}
