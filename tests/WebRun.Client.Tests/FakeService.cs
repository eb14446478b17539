using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>Answers requests from a list, the last answer again and again, and notes what came and when.</summary>
internal sealed class FakeService : HttpMessageHandler
{
    public const string Key = "enig_0123456789abcdefghijklmnopqrst";
    public static readonly Uri Address = new("http://127.0.0.1:9");

    private readonly List<Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>> _answers = [];
    private readonly Lock _lock = new();
    private int _inFlight;

    public TestClock Clock { get; } = new();

    /// <summary>The requests, in the order in which they came.</summary>
    public List<SentRequest> Requests { get; } = [];

    public WebRunClient Client(string key = Key, WebRunLog? log = null, RequestGeneration? generation = null) => new(
        new WebRunClientOptions { ApiKey = new ApiKey(key), BaseUri = Address, Handler = this, Clock = Clock, Generation = generation },
        log);

    public FakeService Answer(string body, int status = 200, params (string Name, string Value)[] headers) => Answer(Encoding.UTF8.GetBytes(body), status, headers);

    public FakeService Answer(byte[] body, int status = 200, params (string Name, string Value)[] headers) => Do((_, _) =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") { CharSet = "utf-8" } } } };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return Task.FromResult(response);
    });

    public FakeService Fail(Exception exception) => Do((_, _) => Task.FromException<HttpResponseMessage>(exception));

    /// <summary>Holds the request until the returned source is completed, or the request is aborted.</summary>
    public TaskCompletionSource<string> Hold()
    {
        var release = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Do(async (_, cancellationToken) => new HttpResponseMessage { Content = new StringContent(await release.Task.WaitAsync(cancellationToken), Encoding.UTF8, "application/json") });
        return release;
    }

    /// <summary>Lets the fake time run while work waits for it, never while a request is under way.</summary>
    public async Task<T> RunAsync<T>(Task<T> work)
    {
        // As long as Eventually waits. A number of steps would be a time, too, and a shorter one the faster the machine is.
        var end = DateTime.UtcNow.AddMinutes(2);
        while (!work.IsCompleted)
        {
            Assert.True(DateTime.UtcNow < end, "The work never ends.");
            if (Volatile.Read(ref _inFlight) == 0 && Clock.IsAwaited)
            {
                Clock.Advance(TimeSpan.FromMilliseconds(50));
            }

            await Task.Yield();
        }

        return await work;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
            Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer;
            lock (_lock)
            {
                Requests.Add(new SentRequest(request.Method, request.RequestUri!, request.Headers.Authorization?.ToString(), body, Clock.GetUtcNow()));
                answer = _answers[Math.Min(Requests.Count, _answers.Count) - 1];
            }

            var response = await answer(request, cancellationToken);
            response.RequestMessage = request;
            return response;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <summary>Answers the next request in any way; the last answer is that to all further ones.</summary>
    public FakeService Do(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answers.Add(answer);
        return this;
    }
}

/// <summary>A request as it came.</summary>
internal sealed record SentRequest(HttpMethod Method, Uri Uri, string? Authorization, string? Body, DateTimeOffset At);
