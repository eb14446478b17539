using System;
using System.Threading;
using System.Threading.Tasks;
using Polly;
using Polly.Retry;

namespace WebRun.Transport;

/// <summary>Repeats a call where that is safe, until one attempt succeeds or no more is to be made.</summary>
/// <param name="connection">Has the pipeline of <see cref="CreatePipeline"/>, which all calls of a client share.</param>
/// <param name="log">Is told of each wait.</param>
internal sealed class RetryStep(ServiceConnection connection, WebRunLog log) : PipelineStep
{
    private static readonly ResiliencePropertyKey<CallAttempts> Attempts = new("WebRun.Call");

    /// <summary>What is repeated, when, and for how long: for every request, whatever it does.</summary>
    /// <remarks>What may be repeated says <see cref="RetryPolicy"/>. The service's own hint counts where it is longer than the growing delay. Waits for a turn count for nothing.</remarks>
    public static ResiliencePipeline CreatePipeline(TimeProvider clock) => new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
    {
        MaxRetryAttempts = int.MaxValue,
        ShouldHandle = args => new(args.Outcome.Exception is WebRunException failure && !args.Context.CancellationToken.IsCancellationRequested && Of(args.Context).WillRepeat(failure, args.AttemptNumber + 1)),
        DelayGenerator = args => new(Of(args.Context).NextDelay),
        OnRetry = args =>
        {
            Of(args.Context).Waits((WebRunException)args.Outcome.Exception!, args.RetryDelay);
            return default;
        },
    }).Build();

    /// <inheritdoc/>
    public override async Task SendAsync(ServiceCall call, PipelineRest rest, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            var attempts = new CallAttempts(call, rest, log, connection.Options.Clock);
            context.Properties.Set(Attempts, attempts);
            await connection.Retry.ExecuteAsync(static (context, attempts) => new ValueTask(attempts.SendAsync(context.CancellationToken)), context, attempts).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Runs nothing through a pipeline: in a fresh process its code then is compiled before the first request needs it.</summary>
    public static async Task WarmUpAsync(ResiliencePipeline pipeline)
    {
        var context = ResilienceContextPool.Shared.Get(CancellationToken.None);
        await pipeline.ExecuteAsync(static (_, _) => default, context, "").ConfigureAwait(false);
        ResilienceContextPool.Shared.Return(context);
    }

    private static CallAttempts Of(ResilienceContext context) => context.Properties.GetValue(Attempts, null!);

    /// <summary>The attempts of one call.</summary>
    private sealed class CallAttempts(ServiceCall call, PipelineRest rest, WebRunLog log, TimeProvider clock)
    {
        private readonly long _begun = clock.GetTimestamp();

        public TimeSpan? NextDelay { get; private set; }

        public Task SendAsync(CancellationToken cancellationToken) => rest.SendAsync(call, cancellationToken);

        public bool WillRepeat(WebRunException failure, int attempts)
        {
            NextDelay = RetryPolicy.Delay(attempts, failure.RetryAfter, RandomSource.Next());
            return call.HasStarted?.Invoke() != true && RetryPolicy.MayRepeat(failure, call.Request.Kind, attempts)
                && clock.GetElapsedTime(_begun) - call.WaitedForTurn + NextDelay <= call.Request.BudgetAfter(failure);
        }

        public void Waits(WebRunException failure, TimeSpan delay)
        {
            call.WaitsAfter(failure);
            log.Verbose?.Invoke($"{failure.Message} Trying again in {delay.TotalSeconds:0.0} s.");
        }
    }
}
