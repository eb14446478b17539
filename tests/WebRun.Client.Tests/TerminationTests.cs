using System;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.PowerShell.Tests;
using WebRun.Transport;

namespace WebRun.Client.Tests;

/// <summary>The end of a session gets through when the rate limit is used up.</summary>
public class TerminationTests
{
    [Fact]
    public async Task Over_the_live_link_at_once()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 1, RateWindow = TimeSpan.FromHours(1) });
        var client = Client(emulator);
        var session = await client.StartSessionAsync(new WebRunTaskRequest(), keepAlive: true, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(await client.TerminateSessionAsync(session.SessionId!, TestContext.Current.CancellationToken));

        Assert.Equal("terminated", emulator.Recorder.Sessions[0].EndReason);
        Assert.Equal(["/start/start-session: 200", "/start/send-message: 429"], emulator.Recorder.Requests.Select(r => $"{r.Path}: {r.Status}"));
    }

    [Fact]
    public async Task By_a_later_try_where_there_is_no_live_link()
    {
        var time = new TestClock();
        var clock = new ProcessClock(time);
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 1, RateWindow = TimeSpan.FromSeconds(1), TimeProvider = time });
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, PathPrefix = "/socket.io/", Count = 100 });
        var client = Client(emulator, clock);
        var session = await client.StartSessionAsync(new WebRunTaskRequest(), keepAlive: true, cancellationToken: TestContext.Current.CancellationToken);

        var ending = client.TerminateSessionAsync(session.SessionId!, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() =>
        {
            if (clock.IsAwaited)
            {
                time.Advance(TimeSpan.FromMilliseconds(500));
            }

            return ending.IsCompleted;
        });

        Assert.True(await ending);
        Assert.Equal("terminated", emulator.Recorder.Sessions[0].EndReason);
        Assert.Equal([200, 429, 200], emulator.Recorder.Requests.Select(r => r.Status));
    }

    [Fact]
    public async Task Within_the_time_that_a_session_can_live()
    {
        var service = new FakeService().Answer("""{"success":false,"code":"RATE_LIMIT_EXCEEDED"}""", 429, ("Retry-After", "60"));

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().Scope.Reaper.TerminateForSureAsync("s1")));

        Assert.Equal(WebRunErrorId.RateLimited, error.Id);
        Assert.InRange(service.Clock.GetUtcNow() - service.Requests[0].At, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(12));
        Assert.All(service.Requests, r => Assert.Contains("terminate", r.Body, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refusal_that_may_mean_the_key_or_the_session_is_asked_of_the_live_link(bool isOpen)
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        var client = Client(emulator);
        var session = await client.StartSessionAsync(new WebRunTaskRequest(), keepAlive: true, cancellationToken: TestContext.Current.CancellationToken);
        if (!isOpen)
        {
            await client.TerminateSessionAsync(session.SessionId!, TestContext.Current.CancellationToken);
        }

        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 401, Body = """{"success":false,"code":"UNAUTHORIZED"}""", PathPrefix = "/start/send-message" });

        Assert.Equal(isOpen, await client.TerminateSessionAsync(session.SessionId!, TestContext.Current.CancellationToken));
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Refusal_without_a_live_link_is_an_error()
    {
        var service = new FakeService().Answer("""{"success":false,"code":"UNAUTHORIZED"}""", 401);

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().TerminateSessionAsync("s1")));

        Assert.Equal(WebRunErrorId.Unauthorized, error.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refusal_without_a_live_link_is_asked_of_the_session_s_state(bool isOpen)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { Forms = [ServiceForm.SessionStatus] });
        var client = Client(emulator);
        var session = await client.StartSessionAsync(new WebRunTaskRequest(), keepAlive: true, cancellationToken: TestContext.Current.CancellationToken);
        if (!isOpen)
        {
            await client.TerminateSessionAsync(session.SessionId!, TestContext.Current.CancellationToken);
        }

        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 403, PathPrefix = "/socket.io/", Count = 100 });
        emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 401, Body = """{"success":false,"code":"UNAUTHORIZED"}""", PathPrefix = "/start/send-message" });
        var ending = client.TerminateSessionAsync(session.SessionId!, TestContext.Current.CancellationToken);

        if (isOpen)
        {
            Assert.Equal(WebRunErrorId.Unauthorized, (await Assert.ThrowsAsync<WebRunException>(() => ending)).Id);
        }
        else
        {
            Assert.False(await ending);
        }
    }

    [Fact]
    public async Task Gateway_that_finds_nothing_confirms_no_end()
    {
        var service = new FakeService().Answer("<html>Not found</html>", 404).Answer("""{"success":false,"code":"SESSION_NOT_FOUND"}""", 404);

        Assert.False(await service.RunAsync(service.Client().TerminateSessionAsync("s1")));

        Assert.Equal(2, service.Requests.Count);
    }

    [Fact]
    public async Task Network_that_is_away_for_minutes_ends_no_try_in_the_background()
    {
        var service = new FakeService();
        for (var i = 0; i < 20; i++)
        {
            service.Fail(new HttpRequestException(HttpRequestError.ConnectionError, "away"));
        }

        service.Answer("""{"success":true}""");
        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().TerminateSessionAsync("s1")));
        await service.RunAsync(IdleAsync());

        Assert.Equal(WebRunErrorId.ConnectionFailed, error.Id);
        Assert.Contains("in the background", error.Message, StringComparison.Ordinal);
        Assert.Equal(21, service.Requests.Count);

        static async Task<bool> IdleAsync()
        {
            await BackgroundWork.IsDoneAsync();
            return true;
        }
    }

    private static WebRunClient Client(WebRunEmulator emulator, TimeProvider? clock = null) =>
        new(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = emulator.BaseUri, Clock = clock ?? TimeProvider.System });
}
