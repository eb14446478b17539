using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Transport;

/// <summary>Holds an attempt until the service's rate limit allows it, and starts nothing that costs money once the process is ending.</summary>
/// <param name="limiters">The client's rate limiters; null if nothing is limited.</param>
/// <param name="clock">The clock of every wait.</param>
/// <param name="processEnds">Cancelled when the process starts to end.</param>
internal sealed class RateLimitStep(RateLimiters? limiters, TimeProvider clock, CancellationToken processEnds) : PipelineStep
{
    private readonly ConcurrentDictionary<ServiceCall, RateLimiter> _waiting = new();

    /// <summary>How many calls wait here, and how long the next one still has to; null for none.</summary>
    public WebRunRateWait? Wait
    {
        get
        {
            var waits = _waiting.Values.Select(limiter => limiter.Wait).OfType<TimeSpan>().ToList();
            return waits.Count > 0 ? new(waits.Count, waits.Min()) : null;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">The token ended the wait, or the process is ending. Nothing was sent.</exception>
    public override async Task SendAsync(ServiceCall call, PipelineRest rest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (call.Request.IsOnceOnly && processEnds.IsCancellationRequested)
        {
            throw new OperationCanceledException("Nothing was started, because this process is ending.");
        }

        call.BeginsAttempt();
        if (limiters?.For(call.Request) is not { } limiter)
        {
            await rest.SendAsync(call, cancellationToken).ConfigureAwait(false);
            return;
        }

        var lease = call.Reserved is { } reserved ? await limiter.RenewAsync(reserved).ConfigureAwait(false)
            : (call.Request.HasPriority ? await limiter.TakeAsync().ConfigureAwait(false) : (await WaitAsync(limiter, call, SecondPlace.None, cancellationToken).ConfigureAwait(false)).First);
        try
        {
            (call.Lease, call.Reserved) = (lease, null);
            await rest.SendAsync(call, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            call.Lease = null;
            await limiter.LeaveAsync(lease).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a call's turn and takes its place, before anything is sent.</summary>
    /// <param name="call">The call.</param>
    /// <param name="second">Whether to take a second place, for a call that follows.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The places. The second is null if none was taken.</returns>
    /// <exception cref="OperationCanceledException">As <see cref="SendAsync"/>.</exception>
    public async Task<(RateLease First, RateLease? Second)> ReserveAsync(ServiceCall call, SecondPlace second, CancellationToken cancellationToken) =>
        limiters?.For(call.Request) is { } limiter
            ? await WaitAsync(limiter, call, second, cancellationToken).ConfigureAwait(false)
            : (new RateLease(place: null, clock), second == SecondPlace.None ? null : new RateLease(place: null, clock));

    /// <summary>Gives back a place that nothing was sent for.</summary>
    public async Task ReleaseAsync(ServiceRequest request, RateLease lease)
    {
        if (limiters?.For(request) is { } limiter)
        {
            await limiter.LeaveAsync(lease).ConfigureAwait(false);
        }
    }

    private async Task<(RateLease First, RateLease? Second)> WaitAsync(RateLimiter limiter, ServiceCall call, SecondPlace second, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.Request.IsOnceOnly ? processEnds : CancellationToken.None);
        var begun = clock.GetTimestamp();
        call.WaitsForTurn(limiter);
        try
        {
            var turn = limiter.EnterAsync(second, either.Token);
            if (!turn.IsCompleted)
            {
                // From here on it has its place in the queue.
                _waiting[call] = limiter;
            }

            // Stays, because the error of a cancelled call says what it was waiting for.
            var leases = await turn.ConfigureAwait(false);
            call.BeginsAttempt();
            return leases;
        }
        finally
        {
            _waiting.TryRemove(call, out _);
            call.HasWaited(clock.GetElapsedTime(begun));
        }
    }
}
