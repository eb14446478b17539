using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Json;

namespace WebRun.Http;

/// <summary>Sends a call, repeats it where that is safe, and returns the answer read or a <see cref="WebRunException"/>.</summary>
internal sealed class ServiceHttp
{
    /// <summary>What every request says of who sends it.</summary>
    public static readonly ProductInfoHeaderValue Product = new("WebRun.PowerShell", typeof(ServiceHttp).Assembly.GetName().Version!.ToString(3));

    private readonly WebRunClientOptions _options;
    private readonly WebRunLog _log;
    private readonly HttpClient _http;
    private readonly RateGates? _gates;

    public ServiceHttp(WebRunClientOptions options, WebRunLog log)
    {
        _options = options;
        _log = log;
        _http = options.Handler is { } handler ? SharedHttp.Over(handler) : SharedHttp.For(options.BaseUri);
        _gates = RateGates.Of(options);
    }

    /// <summary>As <see cref="WebRunClient.RateWait"/>.</summary>
    public WebRunRateWait? RateWait => _gates?.Wait;

    /// <summary>Sends a call and reads its answer, whatever it says of success.</summary>
    /// <exception cref="WebRunException">No answer that can be used.</exception>
    /// <exception cref="OperationCanceledException">The token ended it.</exception>
    public Task<Answer> SendAsync(ServiceCall call, CancellationToken cancel) => RepeatAsync(call, token => TryOnceAsync(call, token), cancel);

    /// <summary>Does what a call is about, and does it again where that is safe.</summary>
    /// <exception cref="WebRunException">No try came to anything.</exception>
    /// <exception cref="OperationCanceledException">The token ended it.</exception>
    public async Task<T> RepeatAsync<T>(ServiceCall call, Func<CancellationToken, Task<T>> tryOnce, CancellationToken cancel)
    {
        var begun = _options.Clock.GetTimestamp();
        var first = tryOnce(cancel);
        try
        {
            return await first.ConfigureAwait(false);
        }
        catch (WebRunException failure) when (RepeatRules.MayRepeat(failure, call.Kind, tries: 1) && !cancel.IsCancellationRequested)
        {
            // Polly comes in only now: in a fresh process it takes some 40 ms to begin.
            return await new CallRepeat(call, begun, _options.Clock, _log).AfterAsync(first, tryOnce, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a call once, when the service's rate limit lets it go.</summary>
    /// <exception cref="WebRunException">No answer that can be used.</exception>
    /// <exception cref="OperationCanceledException">The token ended it.</exception>
    public Task<Answer> TryOnceAsync(ServiceCall call, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (call.IsOnceOnly && ProcessEnd.HasBegun)
        {
            throw new OperationCanceledException("This process is ending, and begins nothing that costs money.");
        }

        call.Waits = null;
        return _gates is null ? ExchangeAsync(call, null, cancel) : _gates.PassAsync(call, pass => ExchangeAsync(call, pass, cancel), cancel);
    }

    private async Task<Answer> ExchangeAsync(ServiceCall call, RatePass? pass, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var patience = new Deadline(_options.Clock, call.Patience, call.OutlivesCaller ? CancellationToken.None : cancel);
        using var request = CreateRequest(call, patience, pass);
        call.OnSending?.Invoke();
        _log.Debug?.Invoke($"{request.Method} {call.Path}{Traffic.Headers(request.Headers, _options.ApiKey)}\n  {Traffic.Body(call.Body, _options.ApiKey, call.Secrets)}");
        var started = _options.Clock.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            var body = await BoundedBody.ReadAsync(response.Content, patience.Token).ConfigureAwait(false);
            var took = _options.Clock.GetElapsedTime(started);
            _log.Verbose?.Invoke($"{request.Method} {call.Path}: {(int)response.StatusCode} in {took.TotalMilliseconds:0} ms");
            _log.Debug?.Invoke($"{(int)response.StatusCode} {call.Path}{Traffic.Headers(response.Headers, _options.ApiKey)}\n  {Traffic.Body(body, _options.ApiKey, call.Secrets)}");
            var failure = response.IsSuccessStatusCode ? null : Failures.FromAnswer(call, response, body, _options);
            pass?.Answered(response, failure);
            return failure is null ? Read(body, call) : throw failure;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested && !call.OutlivesCaller)
        {
            throw;
        }
        catch (Exception e) when (e is not WebRunException)
        {
            throw Failures.FromTransport(call, e, patience.HasPassed, _options);
        }
    }

    private HttpRequestMessage CreateRequest(ServiceCall call, Deadline patience, RatePass? pass)
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
            request.Content = new JsonContent(body, pass is null ? null : pass.Sent) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" } } };
        }
        else if (call.Content is { } content)
        {
            request.Content = content(pass is null ? patience.Extend : () =>
            {
                pass.Sent();
                patience.Extend();
            });

            // A refusal comes before the body goes out, and is not lost under a connection that breaks.
            request.Headers.ExpectContinue = true;
        }

#if NETSTANDARD2_0
        // .NET Framework repeats a request by itself when a kept-alive connection turns out to be dead.
        request.Headers.ConnectionClose = request.Content is not null;
#endif
        return request;
    }

    private Answer Read(ReadOnlyMemory<byte> body, ServiceCall call)
    {
        try
        {
            return Answer.Parse(body);
        }
        catch (JsonException e)
        {
            throw Failures.Unreadable(call, body, _options.ApiKey, e);
        }
    }
}
