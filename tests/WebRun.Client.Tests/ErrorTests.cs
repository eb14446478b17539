using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>Every status, code and broken body of API facts §6 becomes the error id of the design.</summary>
public class ErrorTests
{
    private static readonly WebRunTaskRequest Task1 = new() { TaskDetails = "x" };

    [Theory]
    [InlineData(400, "INVALID_PARAMETER", WebRunErrorId.InvalidParameter)]
    [InlineData(400, "MISSING_REQUIRED_FIELD", WebRunErrorId.InvalidParameter)]
    [InlineData(400, "INVALID_TASK_DETAILS", WebRunErrorId.InvalidParameter)]
    [InlineData(400, "INVALID_PARAMS", WebRunErrorId.InvalidParameter)]
    [InlineData(400, null, WebRunErrorId.InvalidParameter)]
    [InlineData(400, "TASK_ALREADY_RUNNING", WebRunErrorId.TaskAlreadyRunning)]
    [InlineData(401, "INVALID_API_KEY", WebRunErrorId.Unauthorized)]
    [InlineData(401, "API_KEY_EXPIRED", WebRunErrorId.Unauthorized)]
    [InlineData(401, "UNAUTHORIZED", WebRunErrorId.Unauthorized)]
    [InlineData(401, null, WebRunErrorId.Unauthorized)]
    [InlineData(402, "INSUFFICIENT_BALANCE", WebRunErrorId.InsufficientBalance)]
    [InlineData(402, "PAYMENT_FAILED", WebRunErrorId.InsufficientBalance)]
    [InlineData(402, "SPENDING_LIMIT_REACHED", WebRunErrorId.InsufficientBalance)]
    [InlineData(402, null, WebRunErrorId.InsufficientBalance)]
    [InlineData(403, null, WebRunErrorId.Forbidden)]
    [InlineData(404, "SESSION_NOT_FOUND", WebRunErrorId.SessionNotFound)]
    [InlineData(404, "SESSION_EXPIRED", WebRunErrorId.SessionNotFound)]
    [InlineData(404, "TASK_NOT_FOUND", WebRunErrorId.TaskNotFound)]
    [InlineData(404, null, WebRunErrorId.SessionNotFound)]
    [InlineData(409, "TASK_ALREADY_RUNNING", WebRunErrorId.TaskAlreadyRunning)]
    [InlineData(409, null, WebRunErrorId.TaskAlreadyRunning)]
    [InlineData(429, "RATE_LIMIT_EXCEEDED", WebRunErrorId.RateLimited)]
    [InlineData(429, null, WebRunErrorId.RateLimited)]
    [InlineData(429, "SESSION_LIMIT_REACHED", WebRunErrorId.SessionLimitReached)]
    [InlineData(503, "INSTANCE_UNAVAILABLE", WebRunErrorId.ServiceUnavailable)]
    [InlineData(503, "NO_INSTANCES_AVAILABLE", WebRunErrorId.ServiceUnavailable)]
    [InlineData(503, null, WebRunErrorId.ServiceUnavailable)]
    [InlineData(500, null, WebRunErrorId.OutcomeUnknown)]
    [InlineData(500, "SESSION_LIMIT_REACHED", WebRunErrorId.OutcomeUnknown)]
    [InlineData(502, null, WebRunErrorId.OutcomeUnknown)]
    [InlineData(504, null, WebRunErrorId.OutcomeUnknown)]
    [InlineData(408, null, WebRunErrorId.OutcomeUnknown)]
    [InlineData(302, null, WebRunErrorId.InvalidResponse)]
    [InlineData(418, null, WebRunErrorId.InvalidResponse)]
    public async Task Answer_to_a_new_task(int status, string? code, WebRunErrorId id)
    {
        foreach (var body in new[] { $$"""{"success":false,"error":"words","code":"{{code}}"}""", $$"""{"success":false,"message":"words","code":"{{code}}"}""" })
        {
            var service = new FakeService().Answer(body.Replace(""","code":"" """.TrimEnd(), "", StringComparison.Ordinal), status);

            var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().SendTaskAsync("s1", Task1)));

            Assert.Equal(id, error.Id);
            Assert.Equal(status, error.StatusCode);
            Assert.Equal("s1", error.SessionId);
            Assert.Contains("words", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"success":false,"error":"words","code":"INSUFFICIENT_BALANCE","balance":0.5,"required":1}""")]
    [InlineData("""{"success":false,"error":"words","code":"INSUFFICIENT_BALANCE","details":{"balance":"0.5","required":1}}""")]
    public async Task Error_about_credit_says_what_there_is_and_what_is_needed(string body)
    {
        var error = await Assert.ThrowsAsync<WebRunException>(() => new FakeService().Answer(body, 402).Client().RunTaskAsync(Task1));

        Assert.Equal((0.5m, 1m), (error.Balance, error.Required));
        Assert.Contains("The balance is $0.50, and $1.00 is required.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_after_may_have_a_fraction()
    {
        var service = new FakeService().Answer("", 429, ("Retry-After", "1.5"));

        Assert.Equal(TimeSpan.FromSeconds(1.5), (await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().RunTaskAsync(Task1)))).RetryAfter);
    }

    [Theory]
    [InlineData(100, 500, true)]
    [InlineData(101, 0, false)]
    [InlineData(1, 501, false)]
    public async Task Texts_of_an_environment_are_as_long_as_the_service_takes_them(int name, int description, bool isSent)
    {
        var service = new FakeService().Answer("""{"success":true,"environment":{"_id":"e1"}}""");
        var creating = service.Client().CreateEnvironmentAsync(new string('n', name), new string('d', description));

        Assert.Equal(isSent, await Record.ExceptionAsync(() => creating) is not WebRunException { Id: WebRunErrorId.InvalidParameter });
        Assert.Equal(isSent ? 1 : 0, service.Requests.Count);
    }

    [Theory]
    [InlineData(400, WebRunErrorId.InvalidParameter)]
    [InlineData(401, WebRunErrorId.Unauthorized)]
    [InlineData(404, WebRunErrorId.TaskNotFound)]
    [InlineData(429, WebRunErrorId.RateLimited)]
    [InlineData(500, WebRunErrorId.ServiceUnavailable)]
    [InlineData(502, WebRunErrorId.ServiceUnavailable)]
    [InlineData(503, WebRunErrorId.ServiceUnavailable)]
    [InlineData(504, WebRunErrorId.ServiceUnavailable)]
    public async Task Answer_to_a_look_that_is_not_JSON(int status, WebRunErrorId id)
    {
        foreach (var body in new[] { "", "<html>Bad\r\nGateway</html>", "\"text\"", "{" })
        {
            var service = new FakeService().Answer(body, status);

            var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().GetTaskAsync(new WebRunTask { SessionId = "s1", TaskId = "t1" })));

            Assert.Equal(id, error.Id);
            Assert.DoesNotContain('\n', error.Message);
        }
    }

    [Fact]
    public async Task Wrong_address_is_not_a_missing_session()
    {
        var service = new FakeService().Answer("Not here", 404);

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().RunTaskAsync(Task1)));

        Assert.Equal(WebRunErrorId.InvalidResponse, error.Id);
    }

    [Fact]
    public async Task Redirect_is_not_followed_and_its_host_is_named()
    {
        var service = new FakeService().Answer("", 307, ("Location", "https://elsewhere.example/start/run-task?key=1"));

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().RunTaskAsync(Task1)));

        Assert.Equal(WebRunErrorId.InvalidResponse, error.Id);
        Assert.Contains("elsewhere.example", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("key=1", error.Message, StringComparison.Ordinal);
        Assert.Single(service.Requests);
    }

    [Theory]
    [InlineData("""{"success":false,"error":"no","code":"SESSION_NOT_FOUND"}""", WebRunErrorId.SessionNotFound)]
    [InlineData("""{"success":false,"message":"no"}""", WebRunErrorId.InvalidResponse)]
    public async Task Refusal_with_status_200(string body, WebRunErrorId id)
    {
        var service = new FakeService().Answer(body);

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.Client().SendTaskAsync("s1", Task1));

        Assert.Equal(id, error.Id);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, WebRunErrorId.ConnectionFailed)]
    [InlineData(HttpRequestError.ConnectionError, WebRunErrorId.ConnectionFailed)]
    [InlineData(HttpRequestError.SecureConnectionError, WebRunErrorId.ConnectionFailed)]
    [InlineData(HttpRequestError.ProxyTunnelError, WebRunErrorId.ConnectionFailed)]
    [InlineData(HttpRequestError.ResponseEnded, WebRunErrorId.OutcomeUnknown)]
    [InlineData(HttpRequestError.InvalidResponse, WebRunErrorId.OutcomeUnknown)]
    [InlineData(HttpRequestError.Unknown, WebRunErrorId.OutcomeUnknown)]
    public async Task Broken_connection(HttpRequestError kind, WebRunErrorId id)
    {
        var service = new FakeService().Fail(ClientHalf.IsOfFramework ? AsInFramework(kind) : new HttpRequestException(kind, "broken"));

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().RunTaskAsync(Task1)));

        Assert.Equal(id, error.Id);
        Assert.Equal(id == WebRunErrorId.ConnectionFailed ? 4 : 1, service.Requests.Count);
    }

    /// <summary>The same failure as .NET Framework tells of it.</summary>
    private static HttpRequestException AsInFramework(HttpRequestError kind) => new("broken", new WebException("broken", kind switch
    {
        HttpRequestError.NameResolutionError => WebExceptionStatus.NameResolutionFailure,
        HttpRequestError.ConnectionError => WebExceptionStatus.ConnectFailure,
        HttpRequestError.SecureConnectionError => WebExceptionStatus.SecureChannelFailure,
        HttpRequestError.ProxyTunnelError => WebExceptionStatus.ProxyNameResolutionFailure,
        HttpRequestError.ResponseEnded => WebExceptionStatus.ConnectionClosed,
        HttpRequestError.InvalidResponse => WebExceptionStatus.ServerProtocolViolation,
        _ => WebExceptionStatus.UnknownError,
    }));

    [Fact]
    public async Task Broken_body_of_a_new_task_is_OutcomeUnknown()
    {
        var service = new FakeService().Fail(new IOException("cut"));

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().RunTaskAsync(Task1)));

        Assert.Equal(WebRunErrorId.OutcomeUnknown, error.Id);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task No_answer_in_time_is_OutcomeUnknown()
    {
        var service = new FakeService();
        _ = service.Hold();
        var work = service.Client().RunTaskAsync(Task1);

        service.Clock.Advance(TimeSpan.FromSeconds(70));
        Assert.False(work.IsCompleted);
        service.Clock.Advance(TimeSpan.FromSeconds(10));
        var error = await Assert.ThrowsAsync<WebRunException>(() => work);

        Assert.Equal(WebRunErrorId.OutcomeUnknown, error.Id);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task Answer_without_end_is_refused()
    {
        var service = new FakeService().Answer(new string(' ', 33 * 1024 * 1024));

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.Client().RunTaskAsync(Task1));

        Assert.Equal(WebRunErrorId.InvalidResponse, error.Id);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"success":true}""")]
    [InlineData("""{"ok":1,"session_id":"s1"}""")]
    public async Task Answer_that_says_nothing_leaves_open_what_was_done(string body)
    {
        Func<WebRunClient, Task>[] once =
        [
            client => client.RunTaskAsync(Task1),
            client => client.StartSessionAsync(Task1),
            client => client.SendTaskAsync("s1", Task1),
            client => client.CreateEnvironmentAsync("e"),
        ];

        foreach (var work in once)
        {
            var service = new FakeService().Answer(body);
            var error = await Assert.ThrowsAsync<WebRunException>(() => work(service.Client()));

            Assert.Equal(WebRunErrorId.InvalidResponse, error.Id);
            Assert.Contains("it was not sent again", error.Message, StringComparison.OrdinalIgnoreCase);
            Assert.Single(service.Requests);
        }
    }

    [Fact]
    public async Task Without_a_key_nothing_is_sent()
    {
        var service = new FakeService().Answer("{}");
        var client = new WebRunClient(new WebRunClientOptions { Handler = service });

        var error = await Assert.ThrowsAsync<WebRunException>(() => client.RunTaskAsync(Task1));

        Assert.Equal(WebRunErrorId.ApiKeyMissing, error.Id);
        Assert.Empty(service.Requests);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a%2fb")]
    [InlineData("a?b")]
    [InlineData("")]
    public async Task Id_that_leaves_its_path_is_refused_before_sending(string id)
    {
        var service = new FakeService().Answer("{}");
        var client = service.Client();

        var errors = new[]
        {
            await Assert.ThrowsAsync<WebRunException>(() => client.GetTaskAsync(new WebRunTask { SessionId = id, TaskId = "t" })),
            await Assert.ThrowsAsync<WebRunException>(() => client.GetTaskAsync(new WebRunTask { SessionId = "s", TaskId = id })),
            await Assert.ThrowsAsync<WebRunException>(() => client.SendTaskAsync(id, Task1)),
            await Assert.ThrowsAsync<WebRunException>(() => client.TerminateSessionAsync(id)),
        };

        Assert.All(errors, e => Assert.Equal(WebRunErrorId.InvalidParameter, e.Id));
        Assert.All(errors, e => Assert.Matches("SessionId|TaskId", e.Message));
        Assert.Empty(service.Requests);
    }
}
