using System.Threading;
using System.Threading.Tasks;
using WebRun.Protocol;

namespace WebRun.Transport;

/// <summary>The way of every call to the service and back: a list of steps, from the first to the last.</summary>
internal sealed class ServicePipeline
{
    private readonly RetryStep _retry;
    private readonly RateLimitStep _limit;
    private readonly PipelineStep[] _steps;

    /// <summary>Creates the pipeline for the calls that one log receives.</summary>
    /// <param name="connection">What all calls of the client share.</param>
    /// <param name="log">Receives what they do.</param>
    public ServicePipeline(ServiceConnection connection, WebRunLog log)
    {
        var options = connection.Options;
        _retry = new RetryStep(connection, log);
        _limit = new RateLimitStep(connection.Limiters, options.Clock, connection.ProcessEnds);
        _steps =
        [
            _retry,
            _limit,
            new ExchangeStep(options),
            new AuthorizeStep(options),
            new LogStep(log, options.Clock, connection.Secrets),
            new SendStep(connection.Http.For(options.BaseUri), connection.Secrets),
        ];
    }

    /// <summary>As <see cref="WebRunClient.RateWait"/>.</summary>
    public WebRunRateWait? RateWait => _limit.Wait;

    /// <summary>Sends a call and reads its answer, whether or not that reports success.</summary>
    /// <exception cref="WebRunException">The answer is missing or cannot be used.</exception>
    /// <exception cref="System.OperationCanceledException">The token ended it.</exception>
    public Task<ServiceResponse> SendAsync(ServiceCall call, CancellationToken cancellationToken) => SendAsync(call, new PipelineRest(_steps, 0), cancellationToken);

    /// <summary>The same without retries, for a caller that repeats the call itself.</summary>
    public Task<ServiceResponse> SendOnceAsync(ServiceCall call, CancellationToken cancellationToken) => SendAsync(call, new PipelineRest(_steps, 1), cancellationToken);

    /// <summary>As <see cref="RateLimitStep.ReserveAsync"/>.</summary>
    public Task<(RateLease First, RateLease? Second)> ReserveAsync(ServiceCall call, SecondPlace second, CancellationToken cancellationToken) => _limit.ReserveAsync(call, second, cancellationToken);

    /// <summary>As <see cref="RateLimitStep.ReleaseAsync"/>.</summary>
    public Task ReleaseAsync(ServiceRequest request, RateLease lease) => _limit.ReleaseAsync(request, lease);

    /// <summary>Fetches a file, again where that is safe; no limit counts it, and its address may be another host's.</summary>
    public Task DownloadAsync(FileDownload download, CancellationToken cancellationToken) =>
        new PipelineRest([_retry, download], 0).SendAsync(new ServiceCall(FileDownload.Request), cancellationToken);

    private async Task<ServiceResponse> SendAsync(ServiceCall call, PipelineRest steps, CancellationToken cancellationToken)
    {
        try
        {
            await steps.SendAsync(call, cancellationToken).ConfigureAwait(false);
            return call.Response!;
        }
        finally
        {
            if (call.Reserved is { } unused)
            {
                await ReleaseAsync(call.Request, unused).ConfigureAwait(false);
            }
        }
    }
}
