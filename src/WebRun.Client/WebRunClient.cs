using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Operations;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun;

/// <summary>The WebRun service: a method for everything that it can do.</summary>
/// <remarks>Holds connections, rate limits and live links, so keep one for each key. Safe for many threads.</remarks>
public sealed partial class WebRunClient
{
    private readonly WebRunClientOptions _options;
    private readonly TimeProvider _clock;
    private readonly TaskSender _tasks;
    private readonly SessionMessages _messages;
    private readonly TaskControl _control;

    /// <summary>Creates a client. Nothing is sent.</summary>
    /// <param name="options">The service, and the key for it.</param>
    public WebRunClient(WebRunClientOptions options)
        : this(options, log: null)
    {
    }

    /// <summary>Creates a client. Nothing is sent.</summary>
    /// <param name="options">The service, and the key for it.</param>
    /// <param name="log">Receives what the client logs; null for none.</param>
    internal WebRunClient(WebRunClientOptions options, WebRunLog? log)
        : this(new ClientScope(new ClientState(options), log ?? WebRunLog.None))
    {
    }

    private WebRunClient(ClientScope scope)
    {
        (Scope, _options, _clock) = (scope, scope.Options, scope.Clock);
        _tasks = new TaskSender(scope);
        _messages = new SessionMessages(scope);
        _control = new TaskControl(scope, _tasks, _messages);
    }

    /// <summary>What this client is made of, with its log.</summary>
    internal ClientScope Scope { get; }

    /// <summary>The clock of every wait.</summary>
    internal TimeProvider Clock => _clock;

    /// <summary>The service, and the key for it.</summary>
    internal WebRunClientOptions Options => _options;

    /// <summary>How this client's requests wait for the service's rate limit now; null if none waits. Cheap enough for a progress bar.</summary>
    internal WebRunRateWait? RateWait => Scope.Pipeline.RateWait;

    /// <summary>The same client with another log, whose <see cref="RateWait"/> counts only its own requests. Cheap, because connections, limits, live links and open sessions are shared.</summary>
    /// <param name="log">Receives what the client logs about the work that starts here; null for none.</param>
    internal WebRunClient WithLog(WebRunLog? log) => new(new ClientScope(Scope.State, log ?? WebRunLog.None));

    /// <summary>Checks whether the service is healthy. Needs no key.</summary>
    /// <exception cref="WebRunException">It cannot be reached, or its answer cannot be read.</exception>
    public async Task<WebRunHealth> GetHealthAsync(CancellationToken cancellationToken = default) =>
        HealthResponse.Read(await SendAsync(new ServiceRequest(RequestKind.Read, ServicePaths.Health) { NeedsKey = false }, cancellationToken).ConfigureAwait(false), _options.BaseUri);

    /// <summary>What the account has spent, its limit, and what remains; nothing of it where the service does not say.</summary>
    /// <exception cref="WebRunException">The key is refused, or the service cannot be reached.</exception>
    public async Task<WebRunAccountUsage> GetAccountUsageAsync(CancellationToken cancellationToken = default)
    {
        var call = new ServiceRequest(RequestKind.Read, ServicePaths.AccountUsage) { Subject = "account's usage" };
        try
        {
            return AccountResponse.Read(await SendAsync(call, cancellationToken).ConfigureAwait(false));
        }
        catch (WebRunException e) when (e.StatusCode is 404 or 405 or 410 or 501)
        {
            return new WebRunAccountUsage();
        }
    }

    private Task<ServiceResponse> SendAsync(ServiceRequest request, CancellationToken cancellationToken) => Scope.Pipeline.SendAsync(new ServiceCall(request), cancellationToken);

    /// <summary>Sends a request whose answer has to confirm success.</summary>
    private Task ConfirmAsync(ServiceRequest request, CancellationToken cancellationToken) => _messages.ConfirmAsync(new ServiceCall(request), cancellationToken);
}
