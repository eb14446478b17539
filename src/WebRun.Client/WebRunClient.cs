using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <summary>The WebRun service: a method for each thing that it can do.</summary>
/// <remarks>Cheap to create: all clients of a process share their connections. Safe for many threads.</remarks>
public sealed partial class WebRunClient
{
    private readonly WebRunClientOptions _options;
    private readonly WebRunLog _log;
    private readonly ServicePipeline _http;
    private readonly RequestWriter _bodies;
    private readonly TimeProvider _clock;
    private readonly SessionLedger? _ledger;

    /// <summary>Creates a client. Nothing is sent.</summary>
    /// <param name="options">Which service, and as whom.</param>
    /// <param name="log">Takes what the client tells about its work; null for nobody.</param>
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

    /// <summary>What this client's requests wait for now because of the service's rate limit; null for nothing. Cheap, for whoever shows progress.</summary>
    public WebRunRateWait? RateWait => _http.RateWait;

    /// <summary>Asks the service how it is. Needs no key.</summary>
    /// <exception cref="WebRunException">It cannot be reached, or its answer cannot be read.</exception>
    public async Task<WebRunHealth> GetHealthAsync(CancellationToken cancellationToken = default) =>
        HealthResponse.Read(await _http.SendAsync(new ServiceRequest(RequestKind.Look, "start/health"), cancellationToken).ConfigureAwait(false), _options.BaseUri);

    /// <summary>Sends a call that needs the key.</summary>
    private Task<ServiceResponse> SendAsync(ServiceRequest call, CancellationToken cancellationToken) =>
        _options.ApiKey is null
            ? throw new WebRunException(WebRunErrorId.ApiKeyMissing, "There is no API key.")
            : _http.SendAsync(call, cancellationToken);
}
