using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;
using WebRun.Transport;

namespace WebRun;

/// <content>Ending sessions, which has to work in every case.</content>
public sealed partial class WebRunClient
{
    private static readonly TimeSpan CallerTimeout = TimeSpan.FromMinutes(2);

    // A task runs for 5 minutes at most, and the service ends the session after 5 more idle minutes.
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Ends a session and with it all cost. Ending it twice is not an error. If the caller does not wait, or the request does not succeed in time, it continues in the background.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Returns at once.</param>
    /// <returns>False if the session had already ended.</returns>
    /// <exception cref="WebRunException">The end is not confirmed.</exception>
    public async Task<bool> TerminateSessionAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        try
        {
            return await TerminateAsync(sessionId, CallerTimeout, persists: false, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = TerminateSessionInBackground(sessionId);
            throw;
        }
        catch (WebRunException e) when (IsPassing(e))
        {
            _ = TerminateSessionInBackground(sessionId);
            throw new WebRunException(e.Id, $"{e.Message} The module keeps trying to end the session in the background.", e) { StatusCode = e.StatusCode, ServiceCode = e.ServiceCode, SessionId = sessionId };
        }
    }

    /// <summary>Ends a session in the background, even if the process exits in the meantime.</summary>
    /// <param name="sessionId">The session.</param>
    /// <returns>As for <see cref="TerminateSessionAsync"/>; awaiting it is optional.</returns>
    public Task<bool> TerminateSessionInBackground(string sessionId) => SessionReaper.TerminateAsync(this, sessionId);

    /// <summary>Ends a session, and keeps trying as long as it can be open.</summary>
    internal Task<bool> TerminateForSureAsync(string sessionId) => TerminateAsync(sessionId, MaxLifetime, persists: true, CancellationToken.None);

    /// <summary>Tries over HTTP, and if the rate limit is used up, over the live link, which does not count; and again over HTTP when its turn comes.</summary>
    private async Task<bool> TerminateAsync(string sessionId, TimeSpan timeout, bool persists, CancellationToken cancellationToken)
    {
        var call = StateCall(sessionId, "terminate") with { Budget = TimeSpan.Zero };
        var begun = _clock.GetTimestamp();
        for (var tries = 1; ; tries++)
        {
            try
            {
                await ConfirmAsync(call, cancellationToken).ConfigureAwait(false);
                SessionReaper.Ended(_options, sessionId);
                return true;
            }
            catch (WebRunException e)
            {
                if (await HasEndedAsync(sessionId, e, cancellationToken).ConfigureAwait(false) is { } endedNow)
                {
                    SessionReaper.Ended(_options, sessionId);
                    return endedNow;
                }

                // At exit, a service that cannot be reached is not waited for; the session stays noted.
                var left = timeout - _clock.GetElapsedTime(begun);
                var goesOn = RetryPolicy.MayRepeat(e, call.Kind, tries) || (persists && IsPassing(e) && !ProcessEnd.HasBegun);
                if (!goesOn || left <= TimeSpan.Zero)
                {
                    throw;
                }

                var pause = RetryPolicy.Delay(tries, e.RetryAfter, RandomSource.Next());
                await PauseUntilEndAsync(pause < left ? pause : left, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Pauses, but only until the process starts to end: then the next attempt is due at once.</summary>
    private async Task PauseUntilEndAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ProcessEnd.HasBegun ? CancellationToken.None : ProcessEnd.Begun);
        try
        {
            await _clock.PauseAsync(pause, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Whether a session that HTTP could not end has ended: true if just now, false if before, null if it may be open.</summary>
    private async Task<bool?> HasEndedAsync(string sessionId, WebRunException failure, CancellationToken cancellationToken) => failure.Id switch
    {
        WebRunErrorId.SessionNotFound => false,
        WebRunErrorId.RateLimited => await LiveTermination.TryAsync(_options, sessionId, cancellationToken).ConfigureAwait(false) == LiveTerminationOutcome.Ended ? true : null,

        // The service gives the same answer for a wrong key and for a session that has ended; the live link distinguishes the two.
        WebRunErrorId.Unauthorized => await LiveTermination.TryAsync(_options, sessionId, cancellationToken).ConfigureAwait(false) switch
        {
            LiveTerminationOutcome.Ended => true,
            LiveTerminationOutcome.Refused => false,
            _ => null,
        },
        _ => null,
    };

    /// <summary>True for a temporary failure that says nothing about the session.</summary>
    private static bool IsPassing(WebRunException failure) => failure.Id
        is WebRunErrorId.RateLimited or WebRunErrorId.ServiceUnavailable or WebRunErrorId.ConnectionFailed or WebRunErrorId.InvalidResponse;
}
