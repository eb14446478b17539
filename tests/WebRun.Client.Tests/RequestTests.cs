using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>Which generation a request has, schemas in the bodies of both, and what answers to other requests say.</summary>
public class RequestTests
{
    private const string Done = """{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":"m"}}""";

    [Theory]
    [InlineData("enig_0123456789abcdefghijklmnopqrst", "taskDetails")]
    [InlineData("wr_0123456789abcdefghijklmnopqrst", "task")]
    [InlineData("other-0123456789", "task")]
    public async Task Generation_goes_with_the_key(string key, string field)
    {
        var service = new FakeService().Answer(Done);

        await service.Client(key).RunTaskAsync(new WebRunTaskRequest { TaskDetails = "x" });

        Assert.True(JsonNode.Parse(service.Requests.Single().Body!)!.AsObject().ContainsKey(field));
        Assert.Equal("Bearer " + key, service.Requests.Single().Authorization);
    }

    [Theory]
    [InlineData(RequestGeneration.One, """{"a":"string"}""", """{"taskDetails":"x","outputType":"structured_json","outputSchema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}""")]
    [InlineData(RequestGeneration.Two, """{"a":"string"}""", """{"task":{"prompt":"x","outputType":"structured_json","outputSchema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}}""")]
    [InlineData(RequestGeneration.One, """["b","a"]""", """{"taskDetails":"x","outputType":"structured_csv","outputSchema":["b","a"]}""")]
    [InlineData(RequestGeneration.Two, """["b","a"]""", """{"task":{"prompt":"x","outputType":"structured_csv","outputSchema":["b","a"]}}""")]
    public Task Output_schema_of_run_task(RequestGeneration generation, string schema, string body) =>
        Sends("start/run-task", body, generation, Done, c => c.RunTaskAsync(Structured(schema)));

    [Theory]
    [InlineData(RequestGeneration.One, """{"mode":"default","initialTask":{"taskDetails":"x","outputType":"structured_csv","outputSchema":["a"]}}""")]
    [InlineData(RequestGeneration.Two, """{"mode":"default","task":{"prompt":"x","outputType":"structured_csv","outputSchema":["a"]}}""")]
    public Task Output_schema_of_start_session(RequestGeneration generation, string body) =>
        Sends("start/start-session", body, generation, """{"success":true,"sessionId":"s1"}""", c => c.StartSessionAsync(Structured("""["a"]"""), keepAlive: true));

    [Theory]
    [InlineData(RequestGeneration.One, """{"sessionId":"s1","message":{"actionType":"newTask","newState":"start","taskDetails":"x","outputType":"structured_json","outputSchema":{"type":"array","items":{"type":"number","maximum":1.5}}}}""")]
    [InlineData(RequestGeneration.Two, """{"sessionId":"s1","message":{"actionType":"newTask","newState":"start","prompt":"x","outputType":"structured_json","outputSchema":{"type":"array","items":{"type":"number","maximum":1.5}}}}""")]
    public Task Output_schema_of_new_task(RequestGeneration generation, string body) =>
        Sends("start/send-message", body, generation, Done, c => c.SendTaskAsync("s1", Structured("""{"type":"array","items":{"type":"number","maximum":1.5}}""")));

    [Fact]
    public async Task Session_answer_is_read()
    {
        var service = new FakeService().Answer(
            """
            {"success":true,"sessionId":"s1","socketURL":"https://connect.webrun.ai",
             "streaming":{"webRTCURL":"https://a/whep","webViewURL":"https://a/view","dimensions":{"width":1024,"height":600}},
             "initialPrompt":"x","expiresIn":300000,"balance":12.50,"message":"ok"}
            """);

        var session = await service.Client().StartSessionAsync(new WebRunTaskRequest { TaskDetails = "x" }, keepAlive: true);

        Assert.Equal(("s1", WebRunSessionState.Active, "x", "https://connect.webrun.ai"), (session.SessionId, session.State, session.TaskDetails, session.SocketUrl));
        Assert.Equal(new WebRunStreaming("https://a/whep", "https://a/view", 1024, 600), session.Streaming);
        Assert.Equal((TimeSpan.FromMinutes(5), 12.5m, Environment.ProcessId), (session.ExpiresIn, session.Balance, session.OwnerProcessId));
        Assert.Equal(service.Clock.GetUtcNow(), session.CreatedAt);
    }

    [Theory]
    [InlineData("""{"success":true,"status":"healthy","instancesAvailable":true,"instanceCount":3,"timestamp":"2026-01-15T10:30:00Z"}""", true, true)]
    [InlineData("""{"success":true,"status":"healthy","instancesAvailable":2,"instanceCount":3,"timestamp":1768473000000}""", true, true)]
    [InlineData("""{"success":true,"status":"degraded","instancesAvailable":0,"instanceCount":3}""", false, false)]
    public async Task Health_answer_is_read(string body, bool healthy, bool available)
    {
        var health = await new FakeService().Answer(body).Client().GetHealthAsync();

        Assert.Equal((healthy, available, 3), (health.IsHealthy, health.InstancesAvailable, health.InstanceCount));
    }

    private static WebRunTaskRequest Structured(string schema) => new() { TaskDetails = "x", OutputSchema = WebRunOutputSchema.From(schema) };

    private static async Task Sends<T>(string path, string body, RequestGeneration generation, string answer, Func<WebRunClient, Task<T>> call)
    {
        var service = new FakeService().Answer(answer);

        await call(service.Client(generation: generation));

        var request = service.Requests.Single();
        Assert.Equal("/" + path, request.Uri.AbsolutePath);
        Assert.Equal(JsonNode.Parse(body)!.ToJsonString(), JsonNode.Parse(request.Body!)!.ToJsonString());
    }
}
