using System;
using System.Net.Http;
using WebRun.Protocol;

namespace WebRun.Transport;

/// <summary>One call on its way: the request, and what has happened to it so far.</summary>
/// <param name="request">The request.</param>
/// <param name="observer">Receives its attempts; null for none.</param>
internal sealed class ServiceCall(ServiceRequest request, ICallObserver? observer = null)
{
    private Func<WebRunException?>? _waitsFor;

    /// <summary>The request.</summary>
    public ServiceRequest Request => request;

    /// <summary>True once a failed attempt may have arrived, so that the next one may find it done.</summary>
    public bool MayBeDone { get; private set; }

    /// <summary>How long it has waited for its turn, in all attempts together.</summary>
    public TimeSpan WaitedForTurn { get; private set; }

    /// <summary>What it waits for, its next attempt or its turn, as the error if that never comes; null while an attempt is in progress.</summary>
    public WebRunException? Waiting => _waitsFor?.Invoke();

    /// <summary>The current attempt's place in the rate limit; null if no limit counts it.</summary>
    public RateLease? Lease { get; set; }

    /// <summary>Says whether the service has shown in another way that it does what was asked, so that it is not asked again; null if nothing else would show it.</summary>
    public Func<bool>? HasStarted { get; init; }

    /// <summary>A place in the rate limit that was taken before its first attempt; null to wait for one.</summary>
    public RateLease? Reserved { get; set; }

    /// <summary>The current attempt; null for none.</summary>
    public ServiceAttempt? Attempt { get; set; }

    /// <summary>The answer that was read; null until there is one.</summary>
    public ServiceResponse? Response { get; set; }

    /// <summary>An attempt starts, so the call waits for nothing.</summary>
    public void BeginsAttempt() => _waitsFor = null;

    /// <summary>The call waits for its turn. If it is cancelled now, the error says so.</summary>
    public void WaitsForTurn(RateLimiter limiter) =>
        _waitsFor = () => limiter.Refusal ?? new WebRunException(WebRunErrorId.TaskTimeout, "The time ran out before the request was sent; nothing was started.");

    /// <summary>The call has waited for its turn, whether or not that has come.</summary>
    public void HasWaited(TimeSpan time) => WaitedForTurn += time;

    /// <summary>An attempt is about to be sent; an exception of the observer prevents that.</summary>
    public void Sends() => observer?.OnSending();

    /// <summary>An attempt has failed, and another one follows.</summary>
    public void WaitsAfter(WebRunException failure)
    {
        _waitsFor = () => failure;
        observer?.OnRefused();
        MayBeDone |= failure.Id is not WebRunErrorId.RateLimited;
    }
}

/// <summary>One attempt of a call.</summary>
/// <param name="message">The request as it goes out.</param>
/// <param name="timeout">The attempt's timeout.</param>
internal sealed class ServiceAttempt(HttpRequestMessage message, Deadline timeout) : IDisposable
{
    /// <summary>The request as it goes out.</summary>
    public HttpRequestMessage Message => message;

    /// <summary>The attempt's timeout.</summary>
    public Deadline Timeout => timeout;

    /// <summary>The answer; null until there is one.</summary>
    public HttpResponseMessage? Response { get; set; }

    /// <summary>The answer's body; of an answer that broke off, or is too long, the part that was read.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>True if the answer is longer than any that is read.</summary>
    public bool IsTooLong { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Response?.Dispose();
        message.Dispose();
        timeout.Dispose();
    }
}

/// <summary>Receives the attempts of a call, from any thread.</summary>
internal interface ICallObserver
{
    /// <summary>An attempt is about to be sent; an exception prevents that.</summary>
    void OnSending();

    /// <summary>The service has refused an attempt, so nothing was started, and another one follows.</summary>
    void OnRefused();
}
