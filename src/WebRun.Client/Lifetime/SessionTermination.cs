using System;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Retry;
using WebRun.Live;
using WebRun.Models;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun.Lifetime;

/// <summary>Ends one session, which has to succeed: over its live link if one is up, because that does not count; else over HTTP; if the rate limit is used up, over a new link; and over HTTP again when its turn comes.</summary>
/// <param name="scope">The caller's view of the client.</param>
/// <param name="sessionId">The session.</param>
/// <param name="timeout">How long to try.</param>
/// <param name="persists">True to keep trying while the service cannot be reached, unless the process is ending: then nobody waits for it, and the session stays in the ledger.</param>
internal sealed class SessionTermination(ClientScope scope, string sessionId, TimeSpan timeout, bool persists)
{
    private static readonly ResiliencePropertyKey<SessionTermination> Termination = new("WebRun.Termination");
    private readonly TimeProvider _clock = scope.Clock;
    private readonly long _begun = scope.Clock.GetTimestamp();
    private readonly ServiceRequest _request = new(RequestKind.SetState, ServicePaths.SendMessage, RequestWriter.State(Checked(sessionId), StateChange.Terminate)) { SessionId = sessionId, HasPriority = true };

    /// <summary>What is repeated, when, and for how long: the end of a session, until the caller's time is over. Its wait ends when the process begins to end, and then the next attempt is due at once.</summary>
    public static ResiliencePipeline CreatePipeline(TimeProvider clock) => new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
    {
        MaxRetryAttempts = int.MaxValue,
        Delay = TimeSpan.Zero,
        ShouldHandle = static args => new(args.Outcome.Exception is WebRunException failure && Of(args.Context).WillRepeat(failure, args.AttemptNumber + 1)),

        // The strategy's own delay could not be cut short.
        OnRetry = static args => new(Of(args.Context).PauseAsync((WebRunException)args.Outcome.Exception!, args.AttemptNumber + 1, args.Context.CancellationToken)),
    }).Build();

    /// <summary>True for a failure that says nothing about the session, and may pass.</summary>
    public static bool IsPassing(WebRunException failure) => !failure.IsLasting && failure.Id
        is WebRunErrorId.RateLimited or WebRunErrorId.ServiceUnavailable or WebRunErrorId.ConnectionFailed or WebRunErrorId.InvalidResponse;

    /// <summary>Ends the session.</summary>
    /// <returns>False if it had already ended.</returns>
    /// <exception cref="WebRunException">The end is not confirmed.</exception>
    /// <exception cref="OperationCanceledException">The token ended it.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(Termination, this);
            return await scope.State.Termination.ExecuteAsync(static (context, one) => new ValueTask<bool>(one.TryAsync(context.CancellationToken)), context, this).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static SessionTermination Of(ResilienceContext context) => context.Properties.GetValue(Termination, null!);

    private static string Checked(string sessionId)
    {
        _ = ServiceAddress.Segment(sessionId, "SessionId");
        return sessionId;
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        bool endedNow;
        try
        {
            if (await scope.State.Channels.AskAsync(sessionId, RequestWriter.StateMessage(StateChange.Terminate), canBeChecked: true, cancellationToken).ConfigureAwait(false) is LiveOutcome.Done or LiveOutcome.SessionEnded)
            {
                scope.State.Sessions.Ended(sessionId);
                return true;
            }

            var answer = await scope.Pipeline.SendOnceAsync(new ServiceCall(_request), cancellationToken).ConfigureAwait(false);
            endedNow = answer.Success == true ? true : throw ErrorFactory.Refused(_request, answer, scope.Options.ApiKey);
        }
        catch (WebRunException e)
        {
            if (await HasEndedAsync(e, cancellationToken).ConfigureAwait(false) is not { } ended)
            {
                throw;
            }

            endedNow = ended;
        }

        scope.State.Sessions.Ended(sessionId);
        return endedNow;
    }

    /// <summary>Attempts to end over the live link a session that HTTP could not end: true if that ended it, false if it had already ended, null if it may be open.</summary>
    private async Task<bool?> HasEndedAsync(WebRunException failure, CancellationToken cancellationToken) => failure.Id switch
    {
        WebRunErrorId.SessionNotFound => false,
        WebRunErrorId.RateLimited => await LiveTermination.TryAsync(scope.Options, sessionId, cancellationToken).ConfigureAwait(false) == LiveTerminationOutcome.Ended ? true : null,

        // The service answers so for a wrong key and for a session that is gone; the live link tells the two apart, and where there is none, the state of the session.
        WebRunErrorId.Unauthorized => await LiveTermination.TryAsync(scope.Options, sessionId, cancellationToken).ConfigureAwait(false) switch
        {
            LiveTerminationOutcome.Ended => true,
            LiveTerminationOutcome.Refused => false,
            _ => await new SessionLookup(scope).HasEndedAsync(sessionId, cancellationToken).ConfigureAwait(false) ? false : null,
        },
        _ => null,
    };

    private TimeSpan Left => timeout - _clock.GetElapsedTime(_begun);

    private bool WillRepeat(WebRunException failure, int attempts) =>
        Left > TimeSpan.Zero && (RetryPolicy.MayRepeat(failure, _request.Kind, attempts) || (persists && IsPassing(failure) && !ProcessEnd.HasBegun));

    private async Task PauseAsync(WebRunException failure, int attempts, CancellationToken cancellationToken)
    {
        var (pause, left) = (RetryPolicy.Delay(attempts, failure.RetryAfter, RandomSource.Next()), Left);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ProcessEnd.HasBegun ? CancellationToken.None : ProcessEnd.Begun);
        try
        {
            await _clock.PauseAsync(pause < left ? pause : left, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }
}
