using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <summary>The client for the WebRun service, with a method for each operation.</summary>
/// <remarks>Cheap to create: all clients of a process share their connections. Thread-safe.</remarks>
public sealed partial class WebRunClient
{
    private readonly WebRunClientOptions _options;
    private readonly WebRunLog _log;
    private readonly ServicePipeline _http;
    private readonly RequestWriter _bodies;
    private readonly TimeProvider _clock;
    private readonly SessionLedger? _ledger;

    /// <summary>Creates a client. Nothing is sent.</summary>
    /// <param name="options">The service and the key.</param>
    /// <param name="log">Receives the log; null for none.</param>
    public WebRunClient(WebRunClientOptions options, WebRunLog? log = null)
    {
        _options = options;
        _log = log ?? WebRunLog.None;
        _http = new ServicePipeline(options, _log);
        _bodies = new RequestWriter(options.EffectiveGeneration);
        _clock = options.Clock;
        _ledger = SessionLedger.Of(options, _log);
    }

    /// <summary>The clock of every wait.</summary>
    internal TimeProvider Clock => _clock;

    /// <summary>How this client's requests are waiting for the service's rate limit; null if none waits. Cheap enough to show progress with.</summary>
    public WebRunRateWait? RateWait => _http.RateWait;

    /// <summary>Checks whether the service is healthy. Needs no key.</summary>
    /// <exception cref="WebRunException">It cannot be reached, or its answer cannot be read.</exception>
    public async Task<WebRunHealth> GetHealthAsync(CancellationToken cancellationToken = default) =>
        HealthResponse.Read(await _http.SendAsync(new ServiceRequest(RequestKind.Look, "start/health"), cancellationToken).ConfigureAwait(false), _options.BaseUri);

    /// <summary>Sends a call that needs the key.</summary>
    private Task<ServiceResponse> SendAsync(ServiceRequest call, CancellationToken cancellationToken) =>
        _options.ApiKey is null
            ? throw new WebRunException(WebRunErrorId.ApiKeyMissing, "The API key is missing.")
            : _http.SendAsync(call, cancellationToken);
}
