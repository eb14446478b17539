using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <content>Sessions: open, list.</content>
public sealed partial class WebRunClient
{
    /// <summary>Opens a session that stays open until it is terminated, has been idle for 5 minutes, or this process exits.</summary>
    /// <param name="firstTask">Its first task. The text may be empty; the answer does not name the task.</param>
    /// <param name="keepAlive">True to let it outlive this process.</param>
    /// <param name="options">How it is set up; null for the service's defaults.</param>
    /// <param name="cancellationToken">Returns at once; the session is terminated as soon as the service names it.</param>
    /// <exception cref="WebRunException">The session was not opened, or the outcome is unknown.</exception>
    public Task<WebRunSession> StartSessionAsync(WebRunTaskRequest firstTask, bool keepAlive = false, WebRunSessionOptions? options = null, CancellationToken cancellationToken = default) =>
        StartSessionAsync(firstTask, keepAlive, options, roomTimeout: null, cancellationToken);

    private async Task<WebRunSession> StartSessionAsync(WebRunTaskRequest firstTask, bool keepAlive, WebRunSessionOptions? options, TimeSpan? roomTimeout, CancellationToken cancellationToken)
    {
        var call = new ServiceRequest(RequestKind.StartWork, "start/start-session", _bodies.StartSession(firstTask, options)) { Secrets = SecretsIn(firstTask, options), OutlivesCaller = true, RoomTimeout = roomTimeout };
        var session = await OpenAsync(call, firstTask, () => OpenSessionAsync(call, firstTask, cancellationToken), opened => opened.SessionId, cancellationToken).ConfigureAwait(false);
        if (!keepAlive)
        {
            SessionReaper.Remember(this, session.SessionId!);
        }

        return session;
    }

    /// <summary>The sessions at this service that may be open, as this user's ledger has them; nothing is sent.</summary>
    public IReadOnlyList<WebRunSession> GetSessions() =>
        _ledger is null ? [] : [.. _ledger.Read().Where(entry => entry.BaseUri == _options.BaseUri).Select(entry => entry.ToSession())];

    /// <summary>The sessions at any service that were left open by processes that have ended.</summary>
    /// <param name="statePath">As <see cref="WebRunClientOptions.StatePath"/>.</param>
    public static IReadOnlyList<WebRunSession> GetLeftSessions(string statePath) =>
        [.. new SessionLedger(new WebRunClientOptions { StatePath = statePath }, WebRunLog.None).Read().Select(entry => entry.ToSession()).Where(session => session.Owner == WebRunSessionOwner.DeadProcess)];

    /// <summary>Waits for a call that opens a session, noted while it may be open.</summary>
    private Task<T> OpenAsync<T>(ServiceRequest call, WebRunTaskRequest request, Func<Task<T>> open, Func<T, string?> sessionId, CancellationToken cancellationToken) =>
        SessionReaper.OrTerminateAsync(this, call, _ledger is null ? open() : _ledger.NoteAsync(request, open, sessionId), sessionId, cancellationToken);

    /// <summary>A cancellation whose inner exception says what a call was waiting for.</summary>
    internal static OperationCanceledException CancelledWhileWaiting(WebRunException failure, CancellationToken cancellationToken) => new(failure.Message, failure, cancellationToken);

    private async Task<WebRunSession> OpenSessionAsync(ServiceRequest call, WebRunTaskRequest firstTask, CancellationToken cancellationToken)
    {
        var created = _clock.GetUtcNow();
        var answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Success == false || !ServiceAddress.IsId(answer.SessionId))
        {
            throw ErrorFactory.Refused(call, answer, _options.ApiKey);
        }

        return SessionResponse.Read(answer, new WebRunSession
        {
            State = WebRunSessionState.Active,
            TaskDetails = firstTask.TaskDetails.Length > 0 ? firstTask.TaskDetails : null,
            StartingPoint = firstTask.StartingPoint,
            CreatedAt = created,
            OwnerProcessId = ProcessIdentity.Current.Id,
            BaseUri = _options.BaseUri,
        });
    }
}
