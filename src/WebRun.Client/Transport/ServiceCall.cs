using System;
using System.Net.Http;
using WebRun.Protocol;

namespace WebRun.Transport;

/// <summary>One call on its way: what is asked for, and what has happened to it so far. Each call has its own.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="observer">Is told of its tries; null for nobody.</param>
internal sealed class ServiceCall(ServiceRequest request, ICallObserver? observer = null)
{
    private Func<WebRunException?>? _waitsFor;

    /// <summary>What is asked for.</summary>
    public ServiceRequest Request => request;

    /// <summary>True once a try that failed may have arrived, so that the next may find it done.</summary>
    public bool MayBeDone { get; private set; }

    /// <summary>How long it has waited for its turn, all tries together.</summary>
    public TimeSpan WaitedForTurn { get; private set; }

    /// <summary>What it waits for, a next try or its turn, as the failure that it is if it never comes to that; null while a try is under way.</summary>
    public WebRunException? Waiting => _waitsFor?.Invoke();

    /// <summary>Its place in the rate limit, for the try that is under way; null where nothing counts it.</summary>
    public RateLease? Lease { get; set; }

    /// <summary>The try that is under way; null for none.</summary>
    public ServiceAttempt? Attempt { get; set; }

    /// <summary>The answer, read; null while there is none.</summary>
    public ServiceResponse? Response { get; set; }

    /// <summary>A try begins: it waits for nothing.</summary>
    public void BeginsTry() => _waitsFor = null;

    /// <summary>It waits for its turn. Who cancels it then hears so.</summary>
    public void WaitsForTurn(RateLimiter limiter) =>
        _waitsFor = () => limiter.Refusal ?? new WebRunException(WebRunErrorId.TaskTimeout, "The time ran out before the request was sent; nothing was started.");

    /// <summary>It has waited for its turn, whether that has come or not.</summary>
    public void HasWaited(TimeSpan time) => WaitedForTurn += time;

    /// <summary>A try goes out; what the observer throws keeps it from going.</summary>
    public void Sends() => observer?.OnSending();

    /// <summary>A try has failed, and another one follows.</summary>
    public void WaitsAfter(WebRunException failure)
    {
        _waitsFor = () => failure;
        observer?.OnRefused();
        MayBeDone |= failure.Id is not WebRunErrorId.RateLimited;
    }
}

/// <summary>One try of a call.</summary>
/// <param name="message">The request as it goes out.</param>
/// <param name="timeout">How long the try may take.</param>
internal sealed class ServiceAttempt(HttpRequestMessage message, Deadline timeout) : IDisposable
{
    /// <summary>The request as it goes out.</summary>
    public HttpRequestMessage Message => message;

    /// <summary>How long the try may take.</summary>
    public Deadline Timeout => timeout;

    /// <summary>The answer; null while there is none.</summary>
    public HttpResponseMessage? Response { get; set; }

    /// <summary>The answer's body.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Response?.Dispose();
        message.Dispose();
        timeout.Dispose();
    }
}

/// <summary>Is told of the tries of a call, from any thread.</summary>
internal interface ICallObserver
{
    /// <summary>A try is about to go out; an exception keeps it from going.</summary>
    void OnSending();

    /// <summary>The service has refused a try, so that nothing was started, and another one follows.</summary>
    void OnRefused();
}
