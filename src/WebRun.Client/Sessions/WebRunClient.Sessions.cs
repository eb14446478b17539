using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Http;
using WebRun.Json;

namespace WebRun;

/// <content>Sessions: open, list.</content>
public sealed partial class WebRunClient
{
    /// <summary>Opens a session that stays until it is terminated, has idled for 5 minutes, or this process exits.</summary>
    /// <param name="firstTask">What it begins with. The text may be empty; the answer does not name the task.</param>
    /// <param name="keepAlive">True to let it outlive this process.</param>
    /// <param name="options">How it is set up; null for the service's defaults.</param>
    /// <param name="cancel">Returns at once; the session is terminated as soon as the service names it.</param>
    /// <exception cref="WebRunException">The session was not opened, or the outcome is unknown.</exception>
    public Task<WebRunSession> StartSessionAsync(WebRunTaskRequest firstTask, bool keepAlive = false, WebRunSessionOptions? options = null, CancellationToken cancel = default) =>
        StartSessionAsync(firstTask, keepAlive, options, roomPatience: null, cancel);

    private async Task<WebRunSession> StartSessionAsync(WebRunTaskRequest firstTask, bool keepAlive, WebRunSessionOptions? options, TimeSpan? roomPatience, CancellationToken cancel)
    {
        var call = new ServiceCall(CallKind.StartWork, "start/start-session", _bodies.StartSession(firstTask, options)) { Secrets = SecretsIn(firstTask, options), OutlivesCaller = true, RoomPatience = roomPatience };
        var session = await OpenAsync(call, firstTask, () => OpenSessionAsync(call, firstTask, cancel), opened => opened.SessionId, cancel).ConfigureAwait(false);
        if (!keepAlive)
        {
            SessionReaper.Remember(this, session.SessionId!);
        }

        return session;
    }

    /// <summary>The sessions at this service that may be open, as this user's ledger has them; nothing is sent.</summary>
    public IReadOnlyList<WebRunSession> GetSessions() =>
        _ledger is null ? [] : [.. _ledger.Read().Where(entry => entry.BaseUri == _options.BaseUri).Select(entry => entry.ToSession())];

    /// <summary>The sessions at any service that processes which have ended left behind.</summary>
    /// <param name="statePath">As <see cref="WebRunClientOptions.StatePath"/>.</param>
    public static IReadOnlyList<WebRunSession> GetLeftSessions(string statePath) =>
        [.. new SessionLedger(new WebRunClientOptions { StatePath = statePath }, WebRunLog.None).Read().Select(entry => entry.ToSession()).Where(session => session.Owner == WebRunSessionOwner.DeadProcess)];

    /// <summary>Waits for a call that opens a session, noted while it may be open.</summary>
    private Task<T> OpenAsync<T>(ServiceCall call, WebRunTaskRequest request, Func<Task<T>> open, Func<T, string?> sessionId, CancellationToken cancel) =>
        SessionReaper.OrTerminateAsync(this, call, _ledger is null ? open() : _ledger.NoteAsync(request, open, sessionId), sessionId, cancel);

    /// <summary>A cancellation that says, as the inner exception, what a call was waiting for.</summary>
    internal static OperationCanceledException CancelledWhileWaiting(WebRunException failure, CancellationToken cancel) => new(failure.Message, failure, cancel);

    private async Task<WebRunSession> OpenSessionAsync(ServiceCall call, WebRunTaskRequest firstTask, CancellationToken cancel)
    {
        var created = _clock.GetUtcNow();
        var answer = await SendAsync(call, cancel).ConfigureAwait(false);
        if (answer.Success == false || !ServiceAddress.IsId(answer.SessionId))
        {
            throw Failures.Refused(call, answer, _options.ApiKey);
        }

        return SessionAnswers.Read(answer, new WebRunSession
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
