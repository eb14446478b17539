using System;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.Client.Tests;

/// <summary>The end of a session gets through when the rate limit is used up.</summary>
public class TerminationTests
{
    [Fact]
    public async Task Over_the_live_link_at_once()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 1, RateWindow = TimeSpan.FromHours(1) });
        var client = Client(emulator);
        var session = await client.StartSessionAsync(new WebRunTaskRequest(), keepAlive: true, TestContext.Current.CancellationToken);

        Assert.True(await client.TerminateSessionAsync(session.SessionId!, TestContext.Current.CancellationToken));

        Assert.Equal("terminated", emulator.Books.Sessions[0].EndReason);
        Assert.Equal(["/start/start-session: 200", "/start/send-message: 429"], emulator.Books.Requests.Select(r => $"{r.Path}: {r.Status}"));
    }

    [Fact]
    public async Task By_a_later_try_where_there_is_no_live_link()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 1, RateWindow = TimeSpan.FromSeconds(1) });
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, PathPrefix = "/socket.io/", Count = 100 });
        var client = Client(emulator);
        var session = await client.StartSessionAsync(new WebRunTaskRequest(), keepAlive: true, TestContext.Current.CancellationToken);

        Assert.True(await client.TerminateSessionAsync(session.SessionId!, TestContext.Current.CancellationToken));

        Assert.Equal("terminated", emulator.Books.Sessions[0].EndReason);
        Assert.Equal(200, emulator.Books.Requests[^1].Status);
    }

    [Fact]
    public async Task Within_the_time_that_a_session_can_live()
    {
        var service = new FakeService().Answer("""{"success":false,"code":"RATE_LIMIT_EXCEEDED"}""", 429, ("Retry-After", "60"));

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().TerminateSessionAsync("s1")));

        Assert.Equal(WebRunErrorId.RateLimited, error.Id);
        Assert.InRange(service.Clock.GetUtcNow() - service.Requests[0].At, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(12));
        Assert.All(service.Requests, r => Assert.Contains("terminate", r.Body, StringComparison.Ordinal));
    }

    private static WebRunClient Client(WebRunEmulator emulator) =>
        new(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = emulator.BaseUri });
}
