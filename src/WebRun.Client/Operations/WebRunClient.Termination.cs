using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;
using WebRun.Transport;

namespace WebRun;

/// <content>Sessions: the end, which has to get through.</content>
public sealed partial class WebRunClient
{
    private static readonly TimeSpan CallerTimeout = TimeSpan.FromMinutes(2);

    // A task runs for 5 minutes at most, and then the service ends the session when it has idled for 5 more.
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(10);

    /// <summary>Ends a session and with it all cost. Ending it twice is no error. What the caller does not wait for, or what does not get through in time, is tried further in the background.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Returns at once.</param>
    /// <returns>False when the session had ended before.</returns>
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
            throw new WebRunException(e.Id, $"{e.Message} Ending the session is tried further in the background.", e) { StatusCode = e.StatusCode, ServiceCode = e.ServiceCode, SessionId = sessionId };
        }
    }

    /// <summary>Ends a session in the background, also when the process exits meanwhile.</summary>
    /// <param name="sessionId">The session.</param>
    /// <returns>As <see cref="TerminateSessionAsync"/>; who does not wait for it loses nothing but the word.</returns>
    public Task<bool> TerminateSessionInBackground(string sessionId) => SessionReaper.TerminateAsync(this, sessionId);

    /// <summary>Ends a session, trying as long as it can live.</summary>
    internal Task<bool> TerminateForSureAsync(string sessionId) => TerminateAsync(sessionId, MaxLifetime, persists: true, CancellationToken.None);

    /// <summary>Tries over HTTP; where the rate limit is used up, also over the live link, which does not count; and again when its turn comes.</summary>
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

                // At exit nobody waits for a service that is out of reach; the session stays noted.
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

    /// <summary>Pauses, but not beyond the moment in which the process begins to end: then the next try is due at once.</summary>
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

    /// <summary>Whether a session has ended that HTTP could not end: true for just now, false for before, null when it may be open.</summary>
    private async Task<bool?> HasEndedAsync(string sessionId, WebRunException failure, CancellationToken cancellationToken) => failure.Id switch
    {
        WebRunErrorId.SessionNotFound => false,
        WebRunErrorId.RateLimited => await LiveTermination.TryAsync(_options, sessionId, cancellationToken).ConfigureAwait(false) == LiveTerminationOutcome.Ended ? true : null,

        // The service says it of a wrong key and of a session that is gone; the live link tells the two apart.
        WebRunErrorId.Unauthorized => await LiveTermination.TryAsync(_options, sessionId, cancellationToken).ConfigureAwait(false) switch
        {
            LiveTerminationOutcome.Ended => true,
            LiveTerminationOutcome.Refused => false,
            _ => null,
        },
        _ => null,
    };

    /// <summary>True for a failure that says nothing of the session, and may pass.</summary>
    private static bool IsPassing(WebRunException failure) => failure.Id
        is WebRunErrorId.RateLimited or WebRunErrorId.ServiceUnavailable or WebRunErrorId.ConnectionFailed or WebRunErrorId.InvalidResponse;
}
