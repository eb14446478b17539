using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Protocol;

namespace WebRun.Transport;

/// <summary>Sends a call, repeats it if that is safe, and returns the parsed answer or throws a <see cref="WebRunException"/>.</summary>
internal sealed class ServicePipeline
{
    /// <summary>The User-Agent of every request.</summary>
    public static readonly ProductInfoHeaderValue Product = new("WebRun.PowerShell", typeof(ServicePipeline).Assembly.GetName().Version!.ToString(3));

    private readonly WebRunClientOptions _options;
    private readonly WebRunLog _log;
    private readonly HttpClient _http;
    private readonly RateLimiters? _gates;

    public ServicePipeline(WebRunClientOptions options, WebRunLog log)
    {
        _options = options;
        _log = log;
        _http = options.Handler is { } handler ? HttpClients.Over(handler) : HttpClients.For(options.BaseUri);
        _gates = RateLimiters.Of(options);
    }

    /// <summary>As <see cref="WebRunClient.RateWait"/>.</summary>
    public WebRunRateWait? RateWait => _gates?.Wait;

    /// <summary>Sends a call and reads its answer, whatever it says of success.</summary>
    /// <exception cref="WebRunException">The service's answer cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token cancelled it.</exception>
    public Task<ServiceResponse> SendAsync(ServiceRequest call, CancellationToken cancellationToken) => RepeatAsync(call, token => TryOnceAsync(call, token), cancellationToken);

    /// <summary>Runs a call, and repeats it if that is safe.</summary>
    /// <exception cref="WebRunException">Every attempt failed.</exception>
    /// <exception cref="OperationCanceledException">The token cancelled it.</exception>
    public async Task<T> RepeatAsync<T>(ServiceRequest call, Func<CancellationToken, Task<T>> tryOnce, CancellationToken cancellationToken)
    {
        var begun = _options.Clock.GetTimestamp();
        var first = tryOnce(cancellationToken);
        try
        {
            return await first.ConfigureAwait(false);
        }
        catch (WebRunException failure) when (RetryPolicy.MayRepeat(failure, call.Kind, tries: 1) && !cancellationToken.IsCancellationRequested)
        {
            // Polly is loaded only now, because its first use in a process takes some 40 ms.
            return await new RetryPipeline(call, begun, _options.Clock, _log).AfterAsync(first, tryOnce, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a call once, when the service's rate limit lets it go.</summary>
    /// <exception cref="WebRunException">The service's answer cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token cancelled it.</exception>
    public Task<ServiceResponse> TryOnceAsync(ServiceRequest call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (call.IsOnceOnly && ProcessEnd.HasBegun)
        {
            throw new OperationCanceledException("Nothing was started, because this process is ending.");
        }

        call.Waits = null;
        return _gates is null ? ExchangeAsync(call, null, cancellationToken) : _gates.PassAsync(call, pass => ExchangeAsync(call, pass, cancellationToken), cancellationToken);
    }

    private async Task<ServiceResponse> ExchangeAsync(ServiceRequest call, RateLease? pass, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var timeout = new Deadline(_options.Clock, call.AttemptTimeout, call.OutlivesCaller ? CancellationToken.None : cancellationToken);
        using var request = CreateRequest(call, timeout, pass);
        call.OnSending?.Invoke();
        _log.Debug?.Invoke($"{request.Method} {call.Path}{LogSanitizer.Headers(request.Headers, _options.ApiKey)}\n  {LogSanitizer.Body(call.Body, _options.ApiKey, call.Secrets)}");
        var started = _options.Clock.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            var body = await BoundedBody.ReadAsync(response.Content, timeout.Token).ConfigureAwait(false);
            var took = _options.Clock.GetElapsedTime(started);
            _log.Verbose?.Invoke($"{request.Method} {call.Path}: {(int)response.StatusCode} in {took.TotalMilliseconds:0} ms");
            _log.Debug?.Invoke($"{(int)response.StatusCode} {call.Path}{LogSanitizer.Headers(response.Headers, _options.ApiKey)}\n  {LogSanitizer.Body(body, _options.ApiKey, call.Secrets)}");
            var failure = response.IsSuccessStatusCode ? null : ErrorFactory.FromAnswer(call, response, body, _options);
            pass?.Answered(response, failure);
            return failure is null ? Read(body, call) : throw failure;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !call.OutlivesCaller)
        {
            throw;
        }
        catch (Exception e) when (e is not WebRunException)
        {
            throw ErrorFactory.FromTransport(call, e, timeout.HasPassed, _options);
        }
    }

    private HttpRequestMessage CreateRequest(ServiceRequest call, Deadline timeout, RateLease? pass)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(_options.BaseUri, call.Path));
        request.Headers.UserAgent.Add(Product);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (_options.ApiKey is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        }

        if (call.Body is { } body)
        {
            request.Content = new RequestContent(body, pass is null ? null : pass.Sent) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } } };
        }
        else if (call.Content is { } content)
        {
            request.Content = content(pass is null ? timeout.Extend : () =>
            {
                pass.Sent();
                timeout.Extend();
            });

            // A refusal arrives before the body is sent, so a broken connection does not lose it.
            request.Headers.ExpectContinue = true;
        }

#if NETSTANDARD2_0
        // .NET Framework repeats a request by itself when a kept-alive connection turns out to be dead.
        request.Headers.ConnectionClose = request.Content is not null;
#endif
        return request;
    }

    private ServiceResponse Read(ReadOnlyMemory<byte> body, ServiceRequest call)
    {
        try
        {
            return ServiceResponse.Parse(body);
        }
        catch (JsonException e)
        {
            throw ErrorFactory.Unreadable(call, body, _options.ApiKey, e);
        }
    }
}
