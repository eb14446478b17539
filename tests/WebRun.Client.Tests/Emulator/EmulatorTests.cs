using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.Client.Tests;

/// <summary>The emulator answers as the service documents: first to bare requests, then to our client, its other reader.</summary>
public class EmulatorTests
{
    private const string Usage = "prompt_tokens completion_tokens total_tokens completion_time cost";

    [Fact]
    public async Task Quickstart_calls_get_answers_of_the_documented_shape()
    {
        await using var emulator = await StartAsync();
        using var http = Http(emulator);

        var ran = await PostAsync(http, "start/run-task", """{"taskDetails":"Go to amazon.com and search for wireless keyboards"}""");
        AssertFields(ran, "success sessionId taskId type data usage");
        AssertFields(ran["data"], "message files network");
        AssertFields(ran["usage"], Usage);
        Assert.Equal("task_completed", (string?)ran["type"]);

        var session = await PostAsync(http, "start/start-session", """{"mode":"default","initialTask":{"taskDetails":"Go to amazon.com","startingPoint":"https://amazon.com"}}""");
        AssertFields(session, "success sessionId socketURL streaming initialPrompt expiresIn balance message");
        AssertFields(session["streaming"], "webRTCURL webViewURL dimensions");
        Assert.Null(session["taskId"]);
        var id = (string)session["sessionId"]!;

        var sent = await PostAsync(http, "start/send-message", $$$"""{"sessionId":"{{{id}}}","message":{"actionType":"newTask","newState":"start","taskDetails":"Click the first result [[duration=1m]]"}}""");
        AssertFields(sent, "success sessionId taskId status pending pollUrl message");

        var polled = JsonNode.Parse(await http.GetStringAsync(new Uri((string)sent["pollUrl"]!)))!;
        AssertFields(polled, "success sessionId taskId status usage");
        Assert.Equal("running", (string?)polled["status"]);

        var ended = await PostAsync(http, "start/send-message", $$$"""{"sessionId":"{{{id}}}","message":{"actionType":"state","newState":"terminate"}}""");
        AssertFields(ended, "success message");
        Assert.Equal("terminated", (string?)JsonNode.Parse(await http.GetStringAsync(new Uri((string)sent["pollUrl"]!)))!["status"]);
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Second_generation_is_understood()
    {
        await using var emulator = await StartAsync();
        using var http = Http(emulator);

        await PostAsync(http, "start/run-task", """{"task":{"prompt":"one","startingUrl":"https://a.example"}}""");
        var session = await PostAsync(http, "start/start-session", "{}");
        await PostAsync(http, "start/send-message", $$$"""{"sessionId":"{{{session["sessionId"]}}}","message":{"actionType":"newTask","newState":"start","prompt":"two"}}""");

        Assert.Equal(["one", "two"], emulator.Recorder.Tasks.Select(t => t.TaskDetails));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"initialTask":{"taskDetails":"","startingPoint":"https://a.example"}}""")]
    [InlineData("""{"task":{"startingUrl":"https://a.example"}}""")]
    public async Task Session_opens_without_a_text(string body)
    {
        await using var emulator = await StartAsync();
        using var http = Http(emulator);

        await PostAsync(http, "start/start-session", body);

        Assert.Equal((1, 0), (emulator.Recorder.OpenSessions, emulator.Recorder.StartedTasks));
    }

    [Fact]
    public async Task Rate_limit_is_announced_and_kept()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 2, InlineWindow = TimeSpan.Zero, TimeProvider = new TestClock() });
        using var http = Http(emulator);

        var answers = new[] { await SendAsync(http), await SendAsync(http), await SendAsync(http) };

        Assert.Equal([200, 200, 429], answers.Select(a => (int)a.StatusCode));
        Assert.All(answers, a => Assert.True(a.Headers.Contains("X-RateLimit-Limit") && a.Headers.Contains("X-RateLimit-Remaining") && a.Headers.Contains("X-RateLimit-Reset")));
        Assert.InRange(answers[2].Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.Equal(2, emulator.Recorder.StartedTasks);

        static Task<HttpResponseMessage> SendAsync(HttpClient http) => http.PostAsync("start/run-task", Json("""{"taskDetails":"x"}"""));
    }

    [Theory]
    [InlineData("start/run-task", """{"taskDetails":""}""", 400)]
    [InlineData("start/run-task", """{"taskDetails":"x","maxDuration":999}""", 400)]
    [InlineData("start/run-task", """{"taskDetails":"x","maxInputTokens":-1}""", 400)]
    [InlineData("start/run-task", """{"taskDetails":"x","outputType":"structured_json"}""", 400)]
    [InlineData("start/start-session", """{"initialTask":{}}""", 400)]
    [InlineData("start/start-session", """{"initialTask":{"taskDetails":""}}""", 400)]
    [InlineData("start/start-session", """{"task":{"prompt":" "}}""", 400)]
    [InlineData("start/run-task", "{", 400)]
    [InlineData("start/send-message", """{"sessionId":"nobody","message":{"actionType":"state","newState":"terminate"}}""", 404)]
    [InlineData("start/send-message", """{"sessionId":"nobody"}""", 400)]
    public async Task Bad_requests_are_refused_with_a_code(string path, string body, int status)
    {
        await using var emulator = await StartAsync();
        using var http = Http(emulator);

        using var response = await http.PostAsync(path, Json(body));
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(status, (int)response.StatusCode);
        Assert.False((bool)answer["success"]!);
        Assert.NotEmpty((string)answer["code"]!);
        Assert.Equal(0, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task Queued_tasks_run_one_at_a_time_and_end_with_their_session()
    {
        var clock = new TestClock();
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, InlineWindow = TimeSpan.Zero, TimeProvider = clock });
        var client = Client(emulator);
        var session = await client.StartSessionAsync(new WebRunTaskRequest());

        var first = await client.SendTaskAsync(session.SessionId!, Task("a [[duration=10s]]"));
        var second = await client.SendTaskAsync(session.SessionId!, Task("b [[duration=10s]]"));
        var third = await client.SendTaskAsync(session.SessionId!, Task("c [[duration=10s]]"));
        clock.Advance(TimeSpan.FromSeconds(15));
        var states = new[] { await client.GetTaskAsync(first), await client.GetTaskAsync(second), await client.GetTaskAsync(third) };
        await client.TerminateSessionAsync(session.SessionId!);

        Assert.Equal([WebRunTaskStatus.Completed, WebRunTaskStatus.Running, WebRunTaskStatus.Pending], states.Select(t => t.Status));
        Assert.Equal(WebRunTaskStatus.Terminated, (await client.GetTaskAsync(third)).Status);
    }

    [Fact]
    public async Task Idle_session_expires_and_costs_no_more()
    {
        var clock = new TestClock();
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { TimeProvider = clock });
        await Client(emulator).StartSessionAsync(new WebRunTaskRequest(), keepAlive: true);

        clock.Advance(TimeSpan.FromMinutes(5));
        clock.Advance(TimeSpan.FromMinutes(60));

        Assert.Equal(("expired", 0), (emulator.Recorder.Sessions.Single().EndReason, emulator.Recorder.OpenSessions));
        Assert.Equal(0.10m, emulator.Recorder.Billed);
    }

    [Theory]
    [InlineData("documented")]
    [InlineData("wrapped")]
    [InlineData("usage-in-data")]
    [InlineData("tokens-in-data")]
    [InlineData("camel")]
    public async Task Our_client_reads_every_form_of_answer_alike(string shape)
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0 });
        var client = Client(emulator);

        var task = await client.RunTaskAsync(Task($"x [[duration=1ms; result=r; cost=0.05; files=1; shape={shape}]]"));
        var polled = await client.GetTaskAsync(task);

        Assert.All([task, polled], t => Assert.Equal((WebRunTaskStatus.Completed, "r", 0.05m), (t.Status, t.Message, t.Cost)));
        Assert.Equal((task.SessionId, task.TaskId, task.Usage), (polled.SessionId, polled.TaskId, polled.Usage));
        Assert.Single(polled.Files);
    }

    // A task that says no duration is over at once, and no request is held for one that does.
    private static Task<WebRunEmulator> StartAsync() =>
        WebRunEmulator.StartAsync(new EmulatorOptions { InlineWindow = TimeSpan.Zero, DefaultTaskDuration = TimeSpan.Zero, RateLimit = 0 });

    private static WebRunTaskRequest Task(string details) => new() { TaskDetails = details };

    private static WebRunClient Client(WebRunEmulator emulator) => new(new WebRunClientOptions { ApiKey = new ApiKey(FakeService.Key), BaseUri = emulator.BaseUri });

    private static HttpClient Http(WebRunEmulator emulator) => new() { BaseAddress = emulator.BaseUri, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", FakeService.Key) } };

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, string body)
    {
        using var response = await http.PostAsync(path, Json(body));
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static void AssertFields(JsonNode? node, string fields) =>
        Assert.Equal(fields.Split(' ').Order(StringComparer.Ordinal), node!.AsObject().Select(f => f.Key).Order(StringComparer.Ordinal));
}
