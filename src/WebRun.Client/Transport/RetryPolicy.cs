using System;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Retry;

namespace WebRun.Transport;

/// <summary>Which failures are safe to repeat, and after how long.</summary>
internal static class RetryPolicy
{
    private const int MaxConnectAttempts = 4;
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(15);

    /// <summary>True if resending the call cannot do its work twice, and may help.</summary>
    /// <param name="failure">How the attempt ended. If it may have started work, it is already <see cref="WebRunErrorId.OutcomeUnknown"/>.</param>
    /// <param name="kind">What the call does.</param>
    /// <param name="tries">The number of attempts so far, 1 or more.</param>
    public static bool MayRepeat(WebRunException failure, RequestKind kind, int tries) => failure.Id switch
    {
        WebRunErrorId.RateLimited or WebRunErrorId.SessionLimitReached or WebRunErrorId.ServiceUnavailable => true,
        WebRunErrorId.ConnectionFailed => tries < MaxConnectAttempts,
        WebRunErrorId.InvalidResponse => kind is RequestKind.Look or RequestKind.SetState && tries < MaxConnectAttempts,
        _ => false,
    };

    /// <summary>How long to wait before the next attempt: the time that the service asks for, or a growing delay, whichever is longer.</summary>
    /// <param name="tries">The number of attempts so far, 1 or more.</param>
    /// <param name="asked">The time that the service asks for; null if it does not say.</param>
    /// <param name="chance">A random number from 0 to 1, so that many clients do not return together.</param>
    public static TimeSpan Delay(int tries, TimeSpan? asked, double chance)
    {
        var grown = FirstBackoff.TotalSeconds * Math.Pow(2, Math.Min(tries - 1, 10));
        var capped = Math.Min(grown, MaxBackoff.TotalSeconds);
        var backoff = TimeSpan.FromSeconds(capped * (0.5 + (chance / 2)));
        return asked > backoff ? asked.Value : backoff;
    }
}

/// <summary>Repeats a failed call if that is safe.</summary>
/// <param name="call">The call.</param>
/// <param name="begun">When its first attempt began, as the clock's timestamp.</param>
/// <param name="clock">Of all waits.</param>
/// <param name="log">Receives each wait.</param>
internal sealed class RetryPipeline(ServiceRequest call, long begun, TimeProvider clock, WebRunLog log)
{
    private TimeSpan? _nextDelay;

    /// <summary>Continues after the first attempt, until one succeeds or no further attempt is allowed.</summary>
    /// <param name="first">The first attempt, which has ended.</param>
    /// <param name="tryOnce">Makes another attempt.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="WebRunException">Every attempt failed.</exception>
    /// <exception cref="OperationCanceledException">The token cancelled it.</exception>
    public async Task<T> AfterAsync<T>(Task<T> first, Func<CancellationToken, Task<T>> tryOnce, CancellationToken cancellationToken)
    {
        var next = first;
        var retry = new RetryStrategyOptions { MaxRetryAttempts = int.MaxValue, ShouldHandle = ShouldHandle, DelayGenerator = _ => new(_nextDelay), OnRetry = OnRetry };
        return await new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(retry).Build().ExecuteAsync(
            async token =>
            {
                // It starts with the attempt that has already been made.
                var now = next ?? tryOnce(token);
                next = null;
                return await now.ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<bool> ShouldHandle(RetryPredicateArguments<object> args) => new(args.Outcome.Exception is WebRunException failure && WillRepeat(failure, args.AttemptNumber + 1));

    private bool WillRepeat(WebRunException failure, int tries)
    {
        _nextDelay = RetryPolicy.Delay(tries, failure.RetryAfter, RandomSource.Next());
        return RetryPolicy.MayRepeat(failure, call.Kind, tries) && clock.GetElapsedTime(begun) - call.WaitedForTurn + _nextDelay <= call.BudgetAfter(failure);
    }

    private ValueTask OnRetry(OnRetryArguments<object> args)
    {
        var failure = (WebRunException)args.Outcome.Exception!;
        call.Waits = () => failure;
        call.OnRefused?.Invoke();
        call.MayBeDone |= failure.Id is not WebRunErrorId.RateLimited;
        log.Verbose?.Invoke($"{failure.Message} Trying again in {args.RetryDelay.TotalSeconds:0.0} s.");
        return default;
    }
}
