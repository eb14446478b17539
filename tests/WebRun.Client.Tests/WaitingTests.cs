using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>Waiting for a task's end, and what happens to its session when the wait ends otherwise.</summary>
public class WaitingTests
{
    private const string Opened = """{"success":true,"sessionId":"s1"}""";
    private const string Pending = """{"success":true,"sessionId":"s1","taskId":"t1","status":"pending","pending":true,"pollUrl":"https://elsewhere.example/task/s1/t1"}""";
    private const string Running = """{"success":true,"sessionId":"s1","taskId":"t1","status":"running","usage":{"cost":0.01}}""";
    private const string Done = """{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":"m"},"usage":{"cost":0.02}}""";
    private const string Ended = """{"success":true,"message":"ok"}""";
    private static readonly WebRunTaskRequest Task1 = new() { TaskDetails = "x" };
    private static readonly WebRunTask Known = new() { SessionId = "s1", TaskId = "t1" };

    [Fact]
    public async Task Looks_until_the_task_has_ended_at_the_base_address_only()
    {
        var service = new FakeService().Answer(Opened).Answer(Pending).Answer(Running).Answer(Running).Answer(Done);

        var task = await service.RunAsync(service.Client().InvokeTaskAsync(Task1, new WebRunWait()));

        Assert.Equal((WebRunTaskStatus.Completed, "m", 0.02m), (task.Status, task.Message, task.Cost));
        Assert.Equal(5, service.Requests.Count);
        Assert.All(service.Requests, r => Assert.Equal("127.0.0.1", r.Uri.Host));
        Assert.InRange(service.Requests[4].At - service.Requests[3].At, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        Assert.Equal(service.Requests[1].At, task.SubmittedAt);
    }

    [Fact]
    public async Task Failed_looks_say_nothing_of_the_task()
    {
        var service = new FakeService()
            .Answer("", 500).Answer("<html>").Answer("", 429).Answer("", 404).Answer(Running).Answer("", 404)
            .Fail(new HttpRequestException(HttpRequestError.ConnectionError, "no")).Answer("", 401).Answer(Done);

        var task = await service.RunAsync(service.Client().WaitTaskAsync(Known, new WebRunWait()));

        Assert.Equal("m", task.Message);
    }

    [Fact]
    public async Task Refusal_that_lasts_an_interval_is_believed()
    {
        var service = new FakeService().Answer("", 404);

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().WaitTaskAsync(Known, new WebRunWait())));

        Assert.Equal(WebRunErrorId.TaskNotFound, error.Id);
        Assert.True(service.Requests[^1].At - service.Requests[0].At >= TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(1, "within 0.001 s")]
    [InlineData(1500, "within 1.5 s")]
    [InlineData(90_000, "within 90 s")]
    public async Task Timeout_is_told_as_it_was_given(int milliseconds, string expected)
    {
        var service = new FakeService().Answer(Running);

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().WaitTaskAsync(Known, new WebRunWait { Timeout = TimeSpan.FromMilliseconds(milliseconds) })));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeout_carries_the_task_as_last_seen_and_the_last_failure()
    {
        var service = new FakeService().Answer(Running).Answer("", 402);

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().WaitTaskAsync(Known, new WebRunWait { Timeout = TimeSpan.FromSeconds(10) })));

        Assert.Equal(WebRunErrorId.TaskTimeout, error.Id);
        Assert.Equal((WebRunTaskStatus.Running, 0.01m), (error.Task!.Status, error.Task.Cost));
        Assert.Contains("may still be running", error.Message, StringComparison.Ordinal);
        Assert.Contains("enough credit", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(service.Requests, r => r.Method == HttpMethod.Post);
    }

    [Fact]
    public async Task Default_timeout_is_the_longest_duration_and_half_a_minute()
    {
        var service = new FakeService().Answer(Opened).Answer(Pending).Answer(Running);
        var start = service.Clock.GetUtcNow();

        await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().InvokeTaskAsync(Task1 with { MaxDuration = TimeSpan.FromSeconds(20) }, new WebRunWait())));

        Assert.InRange(service.Clock.GetUtcNow() - start, TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(52));
    }

    [Fact]
    public async Task Invoke_that_times_out_terminates_its_session()
    {
        var service = new FakeService().Answer(Opened).Answer(Pending).Answer(Running);

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().InvokeTaskAsync(Task1, new WebRunWait { Timeout = TimeSpan.FromSeconds(5) })));
        await BackgroundWork.IsDoneAsync();

        Assert.Equal(WebRunErrorId.TaskTimeout, error.Id);
        Assert.Contains("\"newState\":\"terminate\"", service.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invoke_cancelled_while_waiting_terminates_its_session()
    {
        var service = new FakeService().Answer(Opened).Answer(Pending).Answer(Running);
        using var cancellationToken = new CancellationTokenSource();
        var polled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var work = service.Client().InvokeTaskAsync(Task1, new WebRunWait { OnPoll = _ => polled.TrySetResult() }, cancellationToken: cancellationToken.Token);

        await polled.Task;
        await cancellationToken.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        await BackgroundWork.IsDoneAsync();

        Assert.Contains("\"newState\":\"terminate\"", service.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_before_the_answer_returns_at_once_and_terminates_when_the_session_is_named()
    {
        var service = new FakeService();
        var answer = service.Hold();
        service.Answer(Ended);
        using var cancellationToken = new CancellationTokenSource();
        var work = service.Client().InvokeTaskAsync(Task1, new WebRunWait(), cancellationToken: cancellationToken.Token);

        await cancellationToken.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.Single(service.Requests);
        answer.SetResult(Pending);
        await BackgroundWork.IsDoneAsync();

        Assert.Equal(2, service.Requests.Count);
        Assert.Contains("\"sessionId\":\"s1\"", service.Requests.Last().Body, StringComparison.Ordinal);
        Assert.Contains("\"newState\":\"terminate\"", service.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_that_comes_after_the_cancel_is_not_repeated_and_the_session_that_it_names_is_terminated()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var service = new FakeService().Do(async (_, _) =>
        {
            await release.Task;
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("""{"success":false,"code":"INSTANCE_UNAVAILABLE","sessionId":"s1"}""") };
        }).Answer(Ended);
        using var cancellationToken = new CancellationTokenSource();
        var work = service.Client().InvokeTaskAsync(Task1, new WebRunWait(), cancellationToken: cancellationToken.Token);

        await cancellationToken.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        release.SetResult();
        await BackgroundWork.IsDoneAsync();

        Assert.Equal(2, service.Requests.Count);
        Assert.Contains("\"sessionId\":\"s1\"", service.Requests.Last().Body, StringComparison.Ordinal);
        Assert.Contains("\"newState\":\"terminate\"", service.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timeout_before_the_answer_terminates_when_the_session_is_named()
    {
        var service = new FakeService();
        var answer = service.Hold();
        service.Answer(Ended);
        var work = service.Client().InvokeTaskAsync(Task1, new WebRunWait { Timeout = TimeSpan.FromSeconds(5) });

        service.Clock.Advance(TimeSpan.FromSeconds(6));
        var error = await Assert.ThrowsAsync<WebRunException>(() => work);
        answer.SetResult(Pending);
        await BackgroundWork.IsDoneAsync();

        Assert.Equal(WebRunErrorId.TaskTimeout, error.Id);
        Assert.Contains("\"newState\":\"terminate\"", service.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_a_session_cancelled_before_the_answer_terminates_it()
    {
        var service = new FakeService();
        var answer = service.Hold();
        service.Answer(Ended);
        using var cancellationToken = new CancellationTokenSource();
        var work = service.Client().StartSessionAsync(new WebRunTaskRequest(), cancellationToken: cancellationToken.Token);

        await cancellationToken.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        answer.SetResult("""{"success":true,"sessionId":"s9"}""");
        await BackgroundWork.IsDoneAsync();

        Assert.Contains("\"sessionId\":\"s9\"", service.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"success":true,"sessionId":"s1","status":"pending","pending":true}""")]
    [InlineData("""{"success":true,"sessionId":"s1","taskId":"t1","status":"no such word"}""")]
    [InlineData("""{"success":true,"sessionId":"s1","taskId":"t1","sta""")]
    public async Task Session_that_an_unusable_answer_names_is_terminated(string answer)
    {
        foreach (var isOpenedFirst in new[] { true, false })
        {
            var service = (isOpenedFirst ? new FakeService().Answer(Opened) : new FakeService()).Answer(answer).Answer(Ended);
            var client = service.Client();

            var error = await Assert.ThrowsAsync<WebRunException>(() => isOpenedFirst ? client.InvokeTaskAsync(Task1, new WebRunWait()) : client.RunTaskAsync(Task1));
            await BackgroundWork.IsDoneAsync();

            Assert.Equal((WebRunErrorId.InvalidResponse, "s1"), (error.Id, error.SessionId));
            Assert.Contains("\"newState\":\"terminate\"", service.Requests.Last().Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", WebRunErrorId.RateLimited)]
    [InlineData("SESSION_LIMIT_REACHED", WebRunErrorId.SessionLimitReached)]
    public async Task Timeout_before_anything_was_started_says_why(string code, WebRunErrorId id)
    {
        var service = new FakeService().Answer($$"""{"success":false,"error":"e","code":"{{code}}"}""", 429, ("Retry-After", "60"));
        var work = service.Client().InvokeTaskAsync(Task1, new WebRunWait { Timeout = TimeSpan.FromSeconds(3) });

        service.Clock.Advance(TimeSpan.FromSeconds(4));
        var error = await Assert.ThrowsAsync<WebRunException>(() => work);

        Assert.Equal(id, error.Id);
        Assert.Single(service.Requests);
    }

    [Fact]
    public async Task Timeout_while_the_task_waits_for_its_turn_in_an_open_session_says_why_and_ends_the_session()
    {
        var service = new FakeService().Answer(Opened).Answer("", 429, ("Retry-After", "60")).Answer(Ended);

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().InvokeTaskAsync(Task1, new WebRunWait { Timeout = TimeSpan.FromSeconds(3) })));
        await BackgroundWork.IsDoneAsync();

        Assert.Equal(WebRunErrorId.RateLimited, error.Id);
        Assert.Contains("\"newState\":\"terminate\"", service.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Task_waits_for_no_link_where_there_is_none()
    {
        var service = new FakeService().Answer(Opened).Answer(Done);

        await service.RunAsync(service.Client().InvokeTaskAsync(Task1, new WebRunWait()));

        Assert.Equal(service.Requests[0].At, service.Requests[1].At);
    }

    [Fact]
    public async Task Waiting_for_a_place_is_no_part_of_the_tasks_time()
    {
        var service = new FakeService().Answer("", 429, ("Retry-After", "60")).Answer(Opened).Answer(Pending).Answer(Running).Answer(Done);

        var task = await service.RunAsync(service.Client().InvokeTaskAsync(Task1 with { MaxDuration = TimeSpan.FromSeconds(5) }, new WebRunWait()));

        Assert.Equal("m", task.Message);
    }

    [Fact]
    public async Task Session_of_a_task_that_somebody_stopped_is_terminated()
    {
        var service = new FakeService().Answer(Opened).Answer(Pending).Answer("""{"success":false,"sessionId":"s1","taskId":"t1","status":"stopped"}""").Answer(Ended);

        var task = await service.RunAsync(service.Client().InvokeTaskAsync(Task1, new WebRunWait()));
        await BackgroundWork.IsDoneAsync();

        Assert.Equal(WebRunTaskStatus.Stopped, task.Status);
        Assert.Contains("\"newState\":\"terminate\"", service.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guardrail_ends_the_wait_and_keeps_the_session()
    {
        var service = new FakeService().Answer(Opened).Answer(Pending).Answer("""{"success":true,"type":"guardrail_trigger","data":{"type":"human_input_needed","value":"code?"}}""");

        var task = await service.RunAsync(service.Client().InvokeTaskAsync(Task1, new WebRunWait()));
        await BackgroundWork.IsDoneAsync();

        Assert.Equal((WebRunTaskStatus.WaitingForInput, "code?", "s1", "t1"), (task.Status, task.Guardrail!.Value, task.SessionId, task.TaskId));
        Assert.Equal(3, service.Requests.Count);
    }
}
