using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Protocol;
using WebRun.Storage;

namespace WebRun.Transport;

/// <summary>The gates for a client's requests: one for everything that starts or controls work, one for uploads. The service counts everything else differently, or not at all.</summary>
internal sealed class RateLimiters
{
    private readonly TimeProvider _clock;
    private readonly Lazy<RateLimiter> _starts;
    private readonly Lazy<RateLimiter> _uploads;
    private readonly ConcurrentDictionary<object, RateLimiter> _entering = new();

    private RateLimiters(WebRunClientOptions options)
    {
        _clock = options.Clock;
        _starts = new(() => Open(options, "start"));
        _uploads = new(() => Open(options, "upload"));
    }

    /// <summary>How many requests wait, and for how long the next of them; null for none.</summary>
    public WebRunRateWait? Wait
    {
        get
        {
            var waits = _entering.Values.Select(gate => gate.Wait).OfType<TimeSpan>().ToList();
            return waits.Count > 0 ? new(waits.Count, waits.Min()) : null;
        }
    }

    /// <summary>The gates of a client; null if nothing is shared between processes, or no key is known.</summary>
    public static RateLimiters? Of(WebRunClientOptions options) => options.StatePath is null || options.ApiKey is null ? null : new(options);

    /// <summary>Sends one attempt of a call when its turn has come.</summary>
    /// <param name="call">The call.</param>
    /// <param name="send">Sends it, and records the outcome in the pass.</param>
    /// <param name="cancellationToken">Cancels the wait; nothing was sent.</param>
    /// <exception cref="OperationCanceledException">The token cancelled the wait, or the process is ending.</exception>
    public async Task<ServiceResponse> PassAsync(ServiceRequest call, Func<RateLease?, Task<ServiceResponse>> send, CancellationToken cancellationToken)
    {
        if (GateFor(call) is not { } gate)
        {
            return await send(null).ConfigureAwait(false);
        }

        var pass = call.HasPriority ? await gate.PassAsync().ConfigureAwait(false) : await EnterAsync(gate, call, cancellationToken).ConfigureAwait(false);
        try
        {
            return await send(pass).ConfigureAwait(false);
        }
        finally
        {
            await gate.LeaveAsync(pass).ConfigureAwait(false);
        }
    }

    private async Task<RateLease> EnterAsync(RateLimiter gate, ServiceRequest call, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, call.IsOnceOnly ? ProcessEnd.Begun : CancellationToken.None);
        var ticket = new object();
        var begun = _clock.GetTimestamp();
        call.Waits = () => gate.Refusal ?? new WebRunException(WebRunErrorId.TaskTimeout, "The time ran out before the request was sent; nothing was started.");
        try
        {
            var turn = gate.EnterAsync(either.Token);
            if (!turn.IsCompleted)
            {
                // From here on it has its place in the queue.
                _entering[ticket] = gate;
            }

            // Kept, so that a cancellation can say what the request was waiting for.
            var pass = await turn.ConfigureAwait(false);
            call.Waits = null;
            return pass;
        }
        finally
        {
            _entering.TryRemove(ticket, out _);
            call.WaitedForTurn += _clock.GetElapsedTime(begun);
        }
    }

    private RateLimiter? GateFor(ServiceRequest call) =>
        call.Method != HttpMethod.Post ? null
        : call.Path.StartsWith("start/", StringComparison.Ordinal) ? _starts.Value
        : call.Path == "files/upload" ? _uploads.Value
        : null;

    private static RateLimiter Open(WebRunClientOptions options, string limit)
    {
        var name = PrivateFile.NameFor($"{options.BaseUri}\n{options.ApiKey!.Reveal()}\n{limit}");
        return RateLimiter.Of(Path.Combine(options.StatePath!, "rate", name + ".json"), options.RateWindow, options.Clock);
    }
}
