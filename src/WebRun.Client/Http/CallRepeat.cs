using System;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Retry;

namespace WebRun.Http;

/// <summary>Repeats a call of which a try has failed, where that is safe.</summary>
/// <param name="call">The call.</param>
/// <param name="begun">When its first try began, as the clock's timestamp.</param>
/// <param name="clock">Of all waits.</param>
/// <param name="log">Is told of each wait.</param>
internal sealed class CallRepeat(ServiceCall call, long begun, TimeProvider clock, WebRunLog log)
{
    private TimeSpan? _nextDelay;

    /// <summary>Goes on after the first try, until one succeeds or no more is to be made.</summary>
    /// <param name="first">The first try, which has ended.</param>
    /// <param name="tryOnce">Makes another one.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="WebRunException">No try came to anything.</exception>
    /// <exception cref="OperationCanceledException">The token ended it.</exception>
    public async Task<T> AfterAsync<T>(Task<T> first, Func<CancellationToken, Task<T>> tryOnce, CancellationToken cancel)
    {
        var next = first;
        var retry = new RetryStrategyOptions { MaxRetryAttempts = int.MaxValue, ShouldHandle = ShouldHandle, DelayGenerator = _ => new(_nextDelay), OnRetry = OnRetry };
        return await new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(retry).Build().ExecuteAsync(
            async token =>
            {
                // It begins with the try that has been made.
                var now = next ?? tryOnce(token);
                next = null;
                return await now.ConfigureAwait(false);
            },
            cancel).ConfigureAwait(false);
    }

    private ValueTask<bool> ShouldHandle(RetryPredicateArguments<object> args) => new(args.Outcome.Exception is WebRunException failure && WillRepeat(failure, args.AttemptNumber + 1));

    private bool WillRepeat(WebRunException failure, int tries)
    {
        _nextDelay = RepeatRules.Delay(tries, failure.RetryAfter, Chance.Next());
        return RepeatRules.MayRepeat(failure, call.Kind, tries) && clock.GetElapsedTime(begun) - call.WaitedForTurn + _nextDelay <= call.BudgetAfter(failure);
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
