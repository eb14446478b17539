using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Http;
using WebRun.Json;
using WebRun.Live;

namespace WebRun;

/// <content>Sessions: open, end.</content>
public sealed partial class WebRunClient
{
    // A task runs for 5 minutes at most, and then the service ends the session when it has idled for 5 more.
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(10);

    /// <summary>Opens a session that stays until it is terminated, has idled for 5 minutes, or this process exits.</summary>
    /// <param name="firstTask">What it begins with. The text may be empty; the answer does not name the task.</param>
    /// <param name="keepAlive">True to let it outlive this process.</param>
    /// <param name="cancel">Returns at once; the session is terminated as soon as the service names it.</param>
    /// <exception cref="WebRunException">The session was not opened, or the outcome is unknown.</exception>
    public async Task<WebRunSession> StartSessionAsync(WebRunTaskRequest firstTask, bool keepAlive = false, CancellationToken cancel = default)
    {
        var call = new ServiceCall(CallKind.StartWork, "start/start-session", _bodies.StartSession(firstTask)) { OutlivesCaller = true };
        var session = await OpenAsync(call, firstTask, () => OpenSessionAsync(call, firstTask, cancel), opened => opened.SessionId, cancel).ConfigureAwait(false);
        if (!keepAlive)
        {
            SessionReaper.Remember(this, session.SessionId!);
        }

        return session;
    }

    /// <summary>Ends a session in the background, also when the process exits meanwhile.</summary>
    /// <param name="sessionId">The session.</param>
    /// <returns>As <see cref="TerminateSessionAsync"/>; who does not wait for it loses nothing but the word.</returns>
    public Task<bool> TerminateSessionInBackground(string sessionId) => SessionReaper.TerminateAsync(this, sessionId);

    /// <summary>Ends a session and with it all cost. Ending it twice is no error.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancel">Stops trying.</param>
    /// <returns>False when the session had ended before.</returns>
    /// <exception cref="WebRunException">The end is not confirmed.</exception>
    public async Task<bool> TerminateSessionAsync(string sessionId, CancellationToken cancel = default)
    {
        var isOpen = true;
        try
        {
            await EndSessionAsync(sessionId, cancel).ConfigureAwait(false);
        }
        catch (WebRunException e) when (e.Id == WebRunErrorId.SessionNotFound)
        {
            isOpen = false;
        }

        SessionReaper.Ended(_options, sessionId);
        return isOpen;
    }

    /// <summary>The sessions at this service that may be open, as the ledger of this user has them; nothing is sent.</summary>
    public IReadOnlyList<WebRunSession> GetSessions() =>
        _ledger is null ? [] : [.. _ledger.Read().Where(entry => entry.BaseUri == _options.BaseUri).Select(entry => entry.ToSession())];

    /// <summary>Ends a session over HTTP; where the rate limit is used up, over its live link, which does not count; and where that is out of reach, when its turn comes.</summary>
    private async Task EndSessionAsync(string sessionId, CancellationToken cancel)
    {
        var call = StateCall(sessionId, "terminate");
        try
        {
            await ConfirmAsync(call with { Budget = TimeSpan.Zero }, cancel).ConfigureAwait(false);
        }
        catch (WebRunException e) when (RepeatRules.MayRepeat(e, call.Kind, tries: 1))
        {
            if (e.Id == WebRunErrorId.RateLimited && await LiveTermination.TryAsync(_options, sessionId, cancel).ConfigureAwait(false))
            {
                return;
            }

            var pause = RepeatRules.Delay(1, e.RetryAfter, Chance.Next());
            if (pause > LongestLife)
            {
                throw;
            }

            await _clock.PauseAsync(pause, cancel).ConfigureAwait(false);
            await ConfirmAsync(call with { Budget = LongestLife - pause }, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a call that opens a session; a cancelled one says, as the inner exception, which failure it was waiting after.</summary>
    private async Task<T> OpenAsync<T>(ServiceCall call, WebRunTaskRequest request, Func<Task<T>> open, Func<T, string?> sessionId, CancellationToken cancel)
    {
        var opening = _ledger is null ? open() : _ledger.NoteAsync(request, open, sessionId);
        try
        {
            return await SessionReaper.OrTerminateAsync(this, opening, sessionId, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (call.WaitsAfter is { } failure)
        {
            throw new OperationCanceledException(failure.Message, failure, cancel);
        }
    }

    private async Task<WebRunSession> OpenSessionAsync(ServiceCall call, WebRunTaskRequest firstTask, CancellationToken cancel)
    {
        var created = _clock.GetUtcNow();
        var answer = await SendAsync(call, WireContext.Default.SessionAnswer, cancel).ConfigureAwait(false);
        if (answer.Success == false || !ServiceAddress.IsId(answer.SessionId))
        {
            throw Failures.Refused(call, answer, _options.ApiKey);
        }

        var streaming = answer.Streaming;
        var dimensions = streaming.Field("dimensions");
        return new WebRunSession
        {
            SessionId = answer.SessionId,
            State = WebRunSessionState.Active,
            TaskDetails = firstTask.TaskDetails.Length > 0 ? firstTask.TaskDetails : null,
            StartingPoint = firstTask.StartingPoint,
            SocketUrl = answer.SocketUrl,
            Streaming = streaming.ValueKind == JsonValueKind.Object
                ? new(streaming.Text("webRTCURL"), streaming.Text("webViewURL"), (int?)dimensions.Number("width"), (int?)dimensions.Number("height"))
                : null,
            ExpiresIn = answer.ExpiresIn is >= 0 and < 1e12 ? TimeSpan.FromMilliseconds(answer.ExpiresIn.Value) : null,
            Balance = (decimal?)answer.Balance,
            CreatedAt = created,
            OwnerProcessId = ProcessIdentity.Current.Id,
        };
    }
}
