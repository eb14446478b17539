using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using WebRun.Transport;

namespace WebRun.Client.Tests;

/// <summary>What is sent again, and when (design §5), by a fake clock.</summary>
public class RepeatTests
{
    private const string Done = """{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":"m"}}""";
    private static readonly WebRunTaskRequest Task1 = new() { TaskDetails = "x" };

    [Theory]
    [InlineData(429, null)]
    [InlineData(429, "SESSION_LIMIT_REACHED")]
    [InlineData(503, null)]
    [InlineData(503, "NO_INSTANCES_AVAILABLE")]
    public async Task Nothing_was_started_so_it_is_sent_again(int status, string? code)
    {
        var service = new FakeService().Answer($$"""{"success":false,"error":"e","code":"{{code}}"}""", status).Answer(Done);

        var task = await service.RunAsync(service.Client().RunTaskAsync(Task1));

        Assert.Equal(WebRunTaskStatus.Completed, task.Status);
        Assert.Equal(2, service.Requests.Count);
        Assert.Equal(service.Requests[0].Body, service.Requests[1].Body);
    }

    [Fact]
    public async Task Retry_After_is_obeyed()
    {
        var service = new FakeService().Answer("", 429, ("Retry-After", "42")).Answer(Done);

        await service.RunAsync(service.Client().RunTaskAsync(Task1));

        Assert.InRange(Pause(service), TimeSpan.FromSeconds(42), TimeSpan.FromSeconds(44));
    }

    [Fact]
    public async Task Rate_limit_reset_is_obeyed()
    {
        var service = new FakeService();
        var reset = service.Clock.GetUtcNow().AddSeconds(30).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        service.Answer("", 429, ("X-RateLimit-Reset", reset)).Answer(Done);

        await service.RunAsync(service.Client().RunTaskAsync(Task1));

        Assert.InRange(Pause(service), TimeSpan.FromSeconds(29.9), TimeSpan.FromSeconds(32));
    }

    [Theory]
    [InlineData("999999")]
    [InlineData("18446744073709551616")]
    [InlineData("-5")]
    [InlineData("soon")]
    public async Task Strange_hints_neither_hang_nor_break(string hint)
    {
        var service = new FakeService().Answer("", 429, ("Retry-After", hint), ("X-RateLimit-Reset", hint));
        var start = service.Clock.GetUtcNow();

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().RunTaskAsync(Task1)));

        Assert.Equal(WebRunErrorId.RateLimited, error.Id);
        Assert.True(service.Clock.GetUtcNow() - start < TimeSpan.FromSeconds(130));
    }

    [Fact]
    public async Task Look_is_repeated_after_any_failure()
    {
        var service = new FakeService().Answer("", 500).Answer("<html>", 200).Fail(new HttpRequestException(HttpRequestError.ResponseEnded, "cut")).Answer(Done);

        var task = await service.RunAsync(service.Client().GetTaskAsync(new WebRunTask { SessionId = "s1", TaskId = "t1" }));

        Assert.Equal("m", task.Message);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(504)]
    public async Task Terminate_is_repeated_after_any_failure(int status)
    {
        var service = new FakeService().Answer("", status).Fail(new HttpRequestException(HttpRequestError.ResponseEnded, "cut")).Answer("""{"success":true,"message":"ok"}""");

        Assert.True(await service.RunAsync(service.Client().TerminateSessionAsync("s1")));

        Assert.Equal(3, service.Requests.Count);
    }

    [Fact]
    public async Task Terminate_of_an_ended_session_is_no_error()
    {
        var service = new FakeService().Answer("""{"success":false,"error":"gone","code":"SESSION_NOT_FOUND"}""", 404);

        Assert.False(await service.Client().TerminateSessionAsync("s1"));
    }

    [Fact]
    public async Task Token_ends_the_wait_before_the_next_try()
    {
        var service = new FakeService().Answer("", 429, ("Retry-After", "60"));
        using var cancellationToken = new CancellationTokenSource();
        var work = service.Client().RunTaskAsync(Task1, cancellationToken: cancellationToken.Token);

        await cancellationToken.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.Single(service.Requests);
    }

    [Fact]
    public void Delay_grows_is_capped_and_never_undercuts_the_server() =>
        Gen.Select(Gen.Int[1, 1000], Gen.Double[0, 600], Gen.Bool, Gen.Double[0, 1]).Sample((tries, hint, hasHint, chance) =>
        {
            var asked = hasHint ? TimeSpan.FromSeconds(hint) : (TimeSpan?)null;
            var delay = RetryPolicy.Delay(tries, asked, chance);
            Assert.True(delay >= (asked ?? TimeSpan.Zero));
            Assert.True(delay <= TimeSpan.FromSeconds(Math.Max(15, hasHint ? hint : 0)));
            Assert.True(delay >= TimeSpan.FromMilliseconds(250));
        });

    [Fact]
    public void Unknown_outcome_is_never_repeated() =>
        Gen.Select(Gen.Enum<WebRunErrorId>(), Gen.Enum<RequestKind>(), Gen.Int[1, 9]).Sample((id, kind, tries) =>
        {
            var repeats = RetryPolicy.MayRepeat(new WebRunException(id, "m"), kind, tries);
            var safe = id is WebRunErrorId.RateLimited or WebRunErrorId.SessionLimitReached or WebRunErrorId.ServiceUnavailable or WebRunErrorId.ConnectionFailed
                || (id == WebRunErrorId.InvalidResponse && kind != RequestKind.StartWork);
            Assert.True(safe || !repeats);
        });

    private static TimeSpan Pause(FakeService service) => service.Requests.Last().At - service.Requests[0].At;
}
