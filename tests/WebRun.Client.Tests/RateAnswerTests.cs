using System;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Tests;

namespace WebRun.Client.Tests;

/// <summary>What answers tell of the service's rate limit, also odd ones, for the requests that follow.</summary>
public sealed class RateAnswerTests : IDisposable
{
    private const string Started = """{"success":true,"sessionId":"s1"}""";
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-rate-").FullName;

    [Fact]
    public async Task Limit_that_is_told_of_again_holds_again()
    {
        var service = new FakeService().Answer(Started).Answer(Started, 200, ("X-RateLimit-Limit", "10"), ("X-RateLimit-Remaining", "1"));
        var client = Client(service);
        await OpenAsync(client);
        await OpenAsync(client);

        var next = OpenAsync(client);

        await Eventually.HoldsAsync(() => client.RateWait is not null);
        Assert.Equal(2, service.Requests.Count);
        await service.RunAsync(next);
    }

    [Theory]
    [InlineData("SESSION_LIMIT_REACHED", false)]
    [InlineData("RATE_LIMIT_EXCEEDED", true)]
    public async Task Only_the_rate_limit_holds_up_others(string code, bool holdsUp)
    {
        var service = new FakeService().Answer($$"""{"success":false,"code":"{{code}}"}""", 429, ("Retry-After", "60")).Answer(Started);
        var client = Client(service);
        var refused = OpenAsync(client);
        await Eventually.HoldsAsync(() => service.Clock.IsAwaited);

        var other = OpenAsync(client);
        await Eventually.HoldsAsync(() => other.IsCompleted || client.RateWait is not null);

        Assert.Equal(holdsUp, !other.IsCompleted);
        await service.RunAsync(Task.WhenAll(refused, other));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-5", "3")]
    [InlineData("soon", "0")]
    [InlineData("99999999999999999999", "0")]
    [InlineData("10", "11")]
    [InlineData("10", "-1")]
    [InlineData("10", "")]
    public async Task Strange_numbers_hold_nobody_up(string limit, string remaining)
    {
        var service = new FakeService().Answer(Started, 200, ("X-RateLimit-Limit", limit), ("X-RateLimit-Remaining", remaining));
        var client = Client(service);

        for (var i = 0; i < 9; i++)
        {
            await OpenAsync(client);
        }

        Assert.Equal(9, service.Requests.Count);
    }

    [Fact]
    public async Task Request_that_never_left_takes_no_place()
    {
        var service = new FakeService();
        var client = Client(service, new NeverSends());
        for (var i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(OpenAsync(client)));
        }

        Assert.Null(client.RateWait);
    }

    public void Dispose() => BackgroundWork.Delete(_folder);

    private static Task<WebRunSession> OpenAsync(WebRunClient client) => client.StartSessionAsync(new WebRunTaskRequest(), keepAlive: true);

    private WebRunClient Client(FakeService service, HttpMessageHandler? handler = null) =>
        new(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = new Uri("http://127.0.0.1:9"), Handler = handler ?? service, StatePath = _folder, Clock = service.Clock });

    private sealed class NeverSends : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException(HttpRequestError.ConnectionError, "away");
    }
}
