using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>Every form in which the service answers about a task (API facts §4) is read as the same thing.</summary>
public class TaskAnswerTests
{
    private const string Usage = """{"prompt_tokens":12450,"completion_tokens":3200,"total_tokens":15650,"completion_time":23.5,"cost":0.0124}""";

    private static readonly WebRunTask Known = new() { SessionId = "s1", TaskId = "t1", TaskDetails = "look" };

    [Theory]
    [InlineData("""{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":"done"},"usage":USAGE}""")]
    [InlineData("""{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":"done"},"usage":USAGE,"completedAt":"2026-01-15T10:30:00Z"}""")]
    [InlineData("""{"status":"complete","result":{"type":"task_completed","data":{"message":"done"},"usage":USAGE}}""")]
    [InlineData("""{"success":true,"type":"task_completed","data":{"message":"done","usage":USAGE}}""")]
    [InlineData("""{"success":true,"type":"task_completed","data":{"message":"done","prompt_tokens":12450,"completion_tokens":3200,"total_tokens":15650,"completion_time":23.5,"cost":0.0124}}""")]
    [InlineData("""{"success":true,"type":"task_completed","data":{"message":"done"},"usage":{"inputTokens":12450,"outputTokens":3200,"computeTime":23.5,"cost":0.0124}}""")]
    [InlineData("""{"success":true,"status":"completed","data":{"message":"done","files":null,"network":null,"new":[1]},"usage":{"prompt_tokens":"12450","completion_tokens":"3200","completion_time":"23.5","cost":"0.0124"},"unknown":{}}""")]
    public async Task Completed_in_every_form(string body)
    {
        var task = await ReadAsync(body.Replace("USAGE", Usage, StringComparison.Ordinal));

        Assert.Equal((WebRunTaskStatus.Completed, "done", "done", "s1", "t1", "look"), (task.Status, task.Message, task.Output, task.SessionId, task.TaskId, task.TaskDetails));
        Assert.Equal(
            new WebRunUsage { PromptTokens = 12450, CompletionTokens = 3200, TotalTokens = 15650, CompletionTime = TimeSpan.FromSeconds(23.5), Cost = 0.0124m },
            task.Usage);
        Assert.Equal(0.0124m, task.Cost);
        Assert.NotNull(task.CompletedAt);
        Assert.Empty(task.Files);
        Assert.Null(task.Error);
    }

    [Fact]
    public async Task Completed_without_usage_has_no_cost()
    {
        var task = await ReadAsync("""{"success":true,"type":"task_completed","data":{"message":"done"}}""");

        Assert.Null(task.Usage);
        Assert.Null(task.Cost);
    }

    [Theory]
    [InlineData("""{"type":"task_completed","data":{"message":"done"},"usage":{"prompt_tokens":1.5,"cost":"0.5"}}""")]
    [InlineData("""{"type":"task_completed","data":{"message":"done"},"usage":{"prompt_tokens":{},"total_tokens":1e300,"cost":0.5}}""")]
    [InlineData("""{"type":"task_completed","data":{"message":"done","files":"none","network":[5,{"urls":7}]},"usage":{"cost":0.5},"completedAt":"yesterday"}""")]
    [InlineData("""{"success":"true","type":"task_completed","taskId":7,"data":{"message":"done","files":[{"filename":5,"timestamp":"x"}]},"usage":{"cost":0.5},"completedAt":12}""")]
    public async Task Odd_side_figures_cost_no_result(string body)
    {
        var task = await ReadAsync(body);

        Assert.Equal((WebRunTaskStatus.Completed, "done", 0.5m), (task.Status, task.Message, task.Cost));
    }

    [Fact]
    public async Task Broken_byte_costs_no_result()
    {
        var body = """{"type":"task_completed","data":{"message":"cut X here","files":[{"filename":"X"}]}}"""u8.ToArray().Select(b => b == (byte)'X' ? (byte)0xC3 : b);
        var service = new FakeService().Answer([.. body]);

        var task = await service.Client().GetTaskAsync(Known);

        Assert.Equal("cut \ufffd here", task.Message);
    }

    [Fact]
    public async Task Answer_about_another_task_leaves_the_ids_that_were_asked_for()
    {
        var task = await ReadAsync("""{"success":true,"sessionId":"s2","taskId":"../t2","status":"running"}""");

        Assert.Equal(("s1", "t1"), (task.SessionId, task.TaskId));
    }

    [Fact]
    public async Task Half_an_emoji_costs_no_result()
    {
        var task = await ReadAsync("""{"type":"task_completed","data":{"message":"cut here \ud83d"}}""");

        Assert.Equal(WebRunTaskStatus.Completed, task.Status);
        Assert.StartsWith("cut here", task.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_time_of_the_service_counts()
    {
        var task = await ReadAsync("""{"type":"task_completed","data":{},"completedAt":"2026-01-15T10:30:00Z"}""");

        Assert.Equal(new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero), task.CompletedAt);
    }

    [Fact]
    public async Task Files_and_network_are_read()
    {
        var task = await ReadAsync(
            """
            {"success":true,"type":"task_completed","data":{"message":"m",
             "files":[{"source":"https://a/p","downloadUrl":"https://a/d","filename":"r.zip","timestamp":1771138379108},null],
             "network":[{"id":"n1","taskId":"t1","urls":[{"url":"https://a/p","timestamp":1771138379087.646},null]},null]}}
            """);

        var file = Assert.Single(task.Files);
        Assert.Equal(("r.zip", "https://a/d", "https://a/p"), (file.FileName, file.DownloadUrl, file.Source));
        Assert.Equal(1771138379108, file.CreatedAt!.Value.ToUnixTimeMilliseconds());
        var visit = Assert.Single(Assert.Single(task.Network).Urls);
        Assert.Equal("https://a/p", visit.Url);
        Assert.Equal(1771138379087, visit.Timestamp!.Value.ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("""{"success":true,"sessionId":"s1","taskId":"t1","status":"running","usage":{"cost":0.004}}""", WebRunTaskStatus.Running)]
    [InlineData("""{"success":true,"sessionId":"s1","taskId":"t1","status":"active","usage":{"cost":0.004}}""", WebRunTaskStatus.Running)]
    [InlineData("""{"success":true,"sessionId":"s1","taskId":"t1","status":"pending","pending":true,"usage":{"cost":0.004}}""", WebRunTaskStatus.Pending)]
    [InlineData("""{"success":true,"pending":true,"usage":{"cost":0.004}}""", WebRunTaskStatus.Pending)]
    [InlineData("""{"success":true,"status":"started","usage":{"cost":0.004}}""", WebRunTaskStatus.Pending)]
    [InlineData("""{"success":true,"pollUrl":"https://connect.webrun.ai/task/s1/t1","usage":{"cost":0.004}}""", WebRunTaskStatus.Pending)]
    [InlineData("""{"success":true,"status":"running","data":5,"usage":{"cost":0.004}}""", WebRunTaskStatus.Running)]
    public async Task Not_yet_in_every_form(string body, WebRunTaskStatus status)
    {
        var task = await ReadAsync(body);

        Assert.Equal(status, task.Status);
        Assert.Equal(0.004m, task.Cost);
        Assert.Null(task.CompletedAt);
        Assert.Null(task.Message);
    }

    [Theory]
    [InlineData("""{"success":true,"type":"guardrail_trigger","data":{"type":"human_input_needed","value":"I need a code"}}""")]
    [InlineData("""{"status":"complete","result":{"type":"guardrail_trigger","data":{"type":"human_input_needed","value":"I need a code"}}}""")]
    public async Task Guardrail_keeps_the_known_ids(string body)
    {
        var task = await ReadAsync(body);

        Assert.Equal(WebRunTaskStatus.WaitingForInput, task.Status);
        Assert.Equal(new WebRunGuardrail("human_input_needed", "I need a code"), task.Guardrail);
        Assert.Equal(("s1", "t1"), (task.SessionId, task.TaskId));
        Assert.Null(task.CompletedAt);
    }

    [Theory]
    [InlineData("""{"success":false,"sessionId":"s1","taskId":"t1","status":"failed","error":"too slow","code":"NAVIGATION_TIMEOUT","usage":{"cost":0.01}}""")]
    [InlineData("""{"success":false,"type":"failed","error":"too slow","code":"NAVIGATION_TIMEOUT","usage":{"cost":0.01}}""")]
    [InlineData("""{"status":"complete","result":{"type":"failed","error":"too slow","code":"NAVIGATION_TIMEOUT","usage":{"cost":0.01}}}""")]
    public async Task Failed_in_every_form(string body)
    {
        var task = await ReadAsync(body);

        Assert.Equal(WebRunTaskStatus.Failed, task.Status);
        Assert.Equal(new WebRunTaskError("NAVIGATION_TIMEOUT", "too slow"), task.Error);
        Assert.Equal(0.01m, task.Cost);
        Assert.Null(task.Output);
    }

    [Theory]
    [InlineData("""{"success":false,"error":"too slow","code":"TASK_TIMEOUT","usage":{"cost":0.01},"details":{}}""", 200, "TASK_TIMEOUT")]
    [InlineData("""{"success":false,"error":"too slow","usage":{"cost":0.01},"details":{"code":"ELEMENT_NOT_FOUND"}}""", 200, "ELEMENT_NOT_FOUND")]
    [InlineData("""{"success":false,"error":"too slow","code":"PAGE_CRASH","usage":{"cost":0.01},"details":{}}""", 500, "PAGE_CRASH")]
    [InlineData("""{"error":"too slow","code":"NAVIGATION_TIMEOUT","usage":{"cost":0.01}}""", 504, "NAVIGATION_TIMEOUT")]
    [InlineData("""{"success":false,"error":"too slow","code":"SOMETHING_NEW","usage":{"cost":0.01}}""", 200, "SOMETHING_NEW")]
    public async Task Failure_without_a_status_is_the_task_s_wherever_it_stands(string body, int status, string code)
    {
        var service = new FakeService().Answer(body, status);

        var polled = await service.Client().GetTaskAsync(Known);
        var run = await service.Client().RunTaskAsync(new WebRunTaskRequest { TaskDetails = "x" });
        var sent = await service.Client().SendTaskAsync("s1", new WebRunTaskRequest { TaskDetails = "x" });

        Assert.All([polled, run, sent], task => Assert.Equal((WebRunTaskStatus.Failed, new WebRunTaskError(code, "too slow"), 0.01m), (task.Status, task.Error, task.Cost)));
        Assert.Equal(("s1", null, "s1"), (polled.SessionId, run.SessionId, sent.SessionId));
        Assert.Equal(3, service.Requests.Count);
    }

    [Fact]
    public async Task Refusal_is_no_failure_of_a_task()
    {
        var service = new FakeService().Answer("""{"success":false,"taskId":"t1","error":"gone","code":"TASK_NOT_FOUND"}""");

        Assert.Equal(WebRunErrorId.TaskNotFound, (await Assert.ThrowsAsync<WebRunException>(() => service.Client().GetTaskAsync(Known))).Id);
    }

    [Theory]
    [InlineData("cancelled", WebRunTaskStatus.Stopped)]
    [InlineData("canceled", WebRunTaskStatus.Stopped)]
    [InlineData("aborted", WebRunTaskStatus.Stopped)]
    [InlineData("timed_out", WebRunTaskStatus.Failed)]
    [InlineData("expired", WebRunTaskStatus.Terminated)]
    public async Task End_in_other_words_ends_with_what_it_says(string word, WebRunTaskStatus status)
    {
        var task = await ReadAsync($$$"""{"success":false,"sessionId":"s1","taskId":"t1","status":"{{{word}}}","message":"by its owner","usage":{"cost":0.01}}""");

        Assert.Equal((status, "by its owner", 0.01m), (task.Status, task.Error?.Message, task.Cost));
        Assert.NotNull(task.CompletedAt);
    }

    [Theory]
    [InlineData("""{"type":"task_completed","data":{"message":"m","prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"completion_time":23.5},"usage":{"inputTokens":1,"outputTokens":2,"computeTime":5,"cost":0.01}}""")]
    [InlineData("""{"type":"task_completed","data":{"message":"m","completion_time":23.5,"usage":{"cost":0.01}},"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""")]
    [InlineData("""{"status":"complete","usage":{"cost":0.01},"result":{"type":"task_completed","data":{"message":"m","usage":{"completion_time":23.5,"outputTokens":2}},"usage":{"prompt_tokens":1,"total_tokens":3}}}""")]
    public async Task Each_figure_comes_from_where_it_stands(string body)
    {
        var task = await ReadAsync(body);

        Assert.Equal(new WebRunUsage { PromptTokens = 1, CompletionTokens = 2, TotalTokens = 3, CompletionTime = TimeSpan.FromSeconds(23.5), Cost = 0.01m }, task.Usage);
    }

    [Fact]
    public async Task Running_figure_never_goes_back_to_nothing()
    {
        var service = new FakeService()
            .Answer("""{"success":true,"status":"running","usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"completion_time":2,"cost":0.01}}""")
            .Answer("""{"success":true,"status":"running","usage":{"prompt_tokens":20}}""")
            .Answer("""{"success":true,"type":"task_completed","data":{"message":"m"},"usage":{"cost":0.03}}""");

        var running = await service.Client().GetTaskAsync(await service.Client().GetTaskAsync(Known));
        var completed = await service.Client().GetTaskAsync(running);

        Assert.Equal(new WebRunUsage { PromptTokens = 20, CompletionTokens = 5, TotalTokens = 25, CompletionTime = TimeSpan.FromSeconds(2), Cost = 0.01m }, running.Usage);
        Assert.Equal(running.Usage! with { Cost = 0.03m }, completed.Usage);
    }

    [Fact]
    public async Task Task_that_is_not_found_right_after_it_got_its_id_is_asked_for_again()
    {
        var service = new FakeService()
            .Answer("""{"success":true,"sessionId":"s1","taskId":"t1","status":"started"}""")
            .Answer("""{"success":false,"error":"unknown","code":"TASK_NOT_FOUND"}""", 404)
            .Answer("""{"success":true,"type":"task_completed","data":{"message":"m"}}""");

        var client = service.Client();
        var task = await service.RunAsync(client.WaitTaskAsync(await client.SendTaskAsync("s1", new WebRunTaskRequest { TaskDetails = "x" }), new WebRunWait()));

        Assert.Equal("m", task.Message);
    }

    [Fact]
    public async Task Session_that_ended_under_the_task()
    {
        var task = await ReadAsync("""{"success":false,"status":"terminated"}""");

        Assert.Equal((WebRunTaskStatus.Terminated, "s1", "t1"), (task.Status, task.SessionId, task.TaskId));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"success":true}""")]
    [InlineData("""{"success":true,"status":"no such word"}""")]
    [InlineData("""{"success":true,"type":"task_completed","data":""")]
    [InlineData("""{"success":true,"type":"task_completed","data":5}""")]
    [InlineData("""{"status":"complete","result":"42 EUR"}""")]
    [InlineData("""{"status":"complete","result":[42]}""")]
    [InlineData("""{"status":"complete","result":{"type":"task_completed","data":true}}""")]
    [InlineData("<html><body>502</body></html>")]
    [InlineData("")]
    public async Task Anything_else_is_InvalidResponse(string body)
    {
        var service = new FakeService().Answer(body);

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().GetTaskAsync(Known)));

        Assert.Equal(WebRunErrorId.InvalidResponse, error.Id);
    }

    [Theory]
    [InlineData("""{"sessionId":"s1","status":"complete","result":"42 EUR"}""")]
    [InlineData("""{"sessionId":"s1","type":"task_completed","data":"42 EUR"}""")]
    public async Task Result_in_a_form_that_nobody_knows_is_in_the_error(string body)
    {
        var service = new FakeService().Answer(body).Answer("""{"success":true}""");

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().RunTaskAsync(new WebRunTaskRequest { TaskDetails = "x" })));

        Assert.Equal((WebRunErrorId.InvalidResponse, "s1"), (error.Id, error.SessionId));
        Assert.Contains("42 EUR", error.Message, StringComparison.Ordinal);
        Assert.Contains("may have been carried out", error.Message, StringComparison.Ordinal);
        await BackgroundWork.IsDoneAsync();
        Assert.Contains("terminate", service.Requests.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_that_would_leave_their_path_are_InvalidResponse()
    {
        var service = new FakeService().Answer("""{"success":true,"sessionId":"../../x","taskId":"t1","status":"pending","pending":true}""");

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.Client().RunTaskAsync(new WebRunTaskRequest { TaskDetails = "x" }));

        Assert.Equal(WebRunErrorId.InvalidResponse, error.Id);
    }

    private static Task<WebRunTask> ReadAsync(string body) => new FakeService().Answer(body).Client().GetTaskAsync(Known);
}
