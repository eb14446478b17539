using System;
using System.Threading;
using System.Threading.Tasks;
using Polly;

namespace WebRun.Transport;

/// <summary>What all calls of a client share: its connections, its rate limiters, and how it retries. Two clients share nothing but the files of <see cref="WebRunClientOptions.StatePath"/>.</summary>
internal sealed class ServiceConnection
{
    private readonly Lazy<ResiliencePipeline> _retry;

    /// <summary>Prepares; nothing is sent.</summary>
    /// <param name="options">Which service, and as whom.</param>
    /// <param name="keepsOne">Says whether a place in the rate limit is to be kept for ending a session now.</param>
    /// <param name="processEnds">Is cancelled when the process begins to end.</param>
    public ServiceConnection(WebRunClientOptions options, Func<bool> keepsOne, CancellationToken processEnds)
    {
        (Options, ProcessEnds) = (options, processEnds);
        Http = new HttpClients(options.Handler);
        Secrets = new KnownSecrets(options);
        Limiters = RateLimiters.Of(options, keepsOne);
        _retry = new Lazy<ResiliencePipeline>(() => RetryStep.CreatePipeline(options.Clock));

        // In a fresh process it takes some time to load, and has that while the first request is made ready; never in the middle of trouble.
        _ = Task.Run(() => RetryStep.WarmUpAsync(_retry.Value), CancellationToken.None);
    }

    /// <summary>Which service, and as whom.</summary>
    public WebRunClientOptions Options { get; }

    /// <summary>The connections.</summary>
    public HttpClients Http { get; }

    /// <summary>What to mask in answers and events.</summary>
    public KnownSecrets Secrets { get; }

    /// <summary>The rate limiters; null where nothing is limited.</summary>
    public RateLimiters? Limiters { get; }

    /// <summary>How requests are repeated.</summary>
    public ResiliencePipeline Retry => _retry.Value;

    /// <summary>Is cancelled when the process begins to end: nothing that costs money begins then.</summary>
    public CancellationToken ProcessEnds { get; }
}
