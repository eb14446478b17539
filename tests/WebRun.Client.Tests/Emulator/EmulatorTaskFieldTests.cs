using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.Protocol;
using static WebRun.Client.Tests.EmulatorHttp;

namespace WebRun.Client.Tests;

/// <summary>The emulator reads what else a task and a session may ask for, and keeps no secret of it.</summary>
public class EmulatorTaskFieldTests
{
    private const string Schema = """{"type":"object","required":["title","price"],"properties":{"title":{"type":"string"},"price":{"type":"number"},"tags":{"type":"array","items":{"type":"string"}},"at":{"type":["string","null"]}}}""";

    [Fact]
    public async Task Json_fits_its_schema_or_is_flawed_as_asked()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();

        var good = JsonNode.Parse(await MessageAsync("x"))!;
        Assert.Equal((true, true, 2), (good["title"] is JsonValue, (double)good["price"]! > 0, good["tags"]!.AsArray().Count));
        Assert.Null(JsonNode.Parse(await MessageAsync("x [[flaw=missing]]"))!["title"]);
        var broken = await MessageAsync("x [[flaw=broken]]");
        Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(broken));
        Assert.Contains("```json\n{\"title\":", await MessageAsync("x [[flaw=fenced]]"), StringComparison.Ordinal);
        Assert.Equal("{\"title\":", await MessageAsync("""x [[result=\"{\\\"title\\\":\"]]"""));

        async Task<string> MessageAsync(string details) =>
            (await http.PostAsync("start/run-task", $$"""{"taskDetails":"{{details}}","outputType":"structured_json","outputSchema":{{Schema}}}"""))["data"]!.Text("message");
    }

    [Fact]
    public async Task Csv_has_the_asked_columns_or_is_flawed_as_asked()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();

        Assert.Equal("name,\"a,b\",price\nname 1,\"a,b 1\",price 1\nname 2,\"a,b 2\",price 2", await MessageAsync("x"));
        Assert.Equal("name,\"a,b\"", (await MessageAsync("x [[flaw=missing]]")).Split('\n')[0]);
        Assert.Equal("x,x,$95,360.97", (await MessageAsync("x [[flaw=ragged]]")).Split('\n')[^1]);

        async Task<string> MessageAsync(string details) =>
            (await http.PostAsync("start/run-task", $$"""{"task":{"prompt":"{{details}}","outputType":"structured_csv","outputSchema":["name","a,b","price"]} }"""))["data"]!.Text("message");
    }

    [Theory]
    [InlineData("""
        "outputType":"structured_json","outputSchema":["a"]
        """)]
    [InlineData("""
        "outputType":"structured_json","outputSchema":{"type":"object","properties":{"a":{"type":"integer"}}}
        """)]
    [InlineData("""
        "outputType":"structured_csv","outputSchema":[]
        """)]
    [InlineData("""
        "secrets":[{"match":"not a host","fields":{"a":"b"}}]
        """)]
    [InlineData("""
        "secrets":[{"match":"all","fields":{"a":1}}]
        """)]
    [InlineData("""
        "webhook":{"name":"w","url":"http://a.example/","submittedData":"just_ping"}
        """)]
    [InlineData("""
        "mode":"fast"
        """)]
    [InlineData("""
        "reachOutMode":"sometimes"
        """)]
    [InlineData("""
        "proxy":{"source":"WebRun","country":"Germany"}
        """)]
    [InlineData("""
        "proxy":{"source":"WebRun","country":"DE","level":"router"}
        """)]
    [InlineData("""
        "proxy":{"source":"custom","type":"http","host":"h","port":"99999"}
        """)]
    public async Task Field_that_the_service_does_not_take_is_refused(string field)
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();

        Assert.Equal((400, "INVALID_PARAMETER"), await http.RefusedAsync(HttpMethod.Post, "start/run-task", JsonBody($$"""{"taskDetails":"x",{{field}}}""")));
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Session_is_set_up_as_the_books_show()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();

        await http.PostAsync("start/start-session", """{"mode":"default","policyId":"p1","reachOutMode":"guardrail_only","proxy":{"source":"custom","type":"socks","host":"h","port":"1080","username":"u","password":"hunter2","level":"system"}}""");
        await http.PostAsync("start/run-task", """{"taskDetails":"x","proxy":{"source":"WebRun","country":"random","level":"chrome"},"avoidDomains":["a.example"],"startingUrl":"https://b.example"}""");

        var (session, run) = (emulator.Recorder.Sessions[0], emulator.Recorder.Sessions[1]);
        Assert.Equal(("p1", "guardrail_only"), (session.PolicyId, session.ReachOutMode));
        Assert.Equal(new ProxyRecord { Source = "custom", Type = "socks", Host = "h", Port = "1080", Username = "u", HadPassword = true, Level = "system" }, session.Proxy);
        Assert.Equal(new ProxyRecord { Source = "WebRun", Country = "random", Level = "chrome" }, run.Proxy);
        var task = emulator.Recorder.Tasks.Single();
        Assert.Equal(("https://b.example", "text", "a.example"), (task.StartingPoint, task.OutputType, task.AvoidDomains.Single()));
    }

    [Theory]
    [InlineData("""{"taskDetails":"x","secrets":[{"match":"*.a.example","fields":{"login":"SECRET1","pass":"SECRET2"}},{"match":"all","fields":{}}],"proxy":{"source":"custom","type":"http","host":"h","port":"1","password":"SECRET3"},"webhook":{"name":"w","url":"https://a.example/","auth":"SECRET4","submittedData":"just_ping"}}""", 200)]
    [InlineData("""{"taskDetails":"","secrets":[{"match":"SECRET","value":"SECRET","fields":"SECRET"}]}""", 400)]
    [InlineData("""{"taskDetails":"x","secrets":"SECRET"}""", 400)]
    [InlineData("""{"taskDetails":"x","secrets":["SECRET"]}""", 400)]
    [InlineData("""{"taskDetails":"x","secrets":[{"match":"SECRET""", 400)]
    public async Task Secrets_are_counted_and_nowhere_kept(string body, int status)
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();

        Assert.Equal(status, (await http.TryAsync(HttpMethod.Post, "start/run-task", JsonBody(body))).Status);

        var books = await http.GetStringAsync("emulator/books");
        Assert.DoesNotMatch("SECRET[0-9]", books);
        Assert.DoesNotContain("\"SECRET", emulator.Recorder.Requests.Single().Body.Replace("\"match\":\"SECRET\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.All(emulator.Recorder.Tasks, task => Assert.Equal(2, task.SecretCount));
    }

    [Fact]
    public async Task Webhook_is_told_of_the_end_in_the_books_only()
    {
        await using var emulator = await StartAsync();
        using var http = emulator.Http();

        foreach (var data in new[] { "ai_response", "full_response", "just_ping" })
        {
            await http.PostAsync("start/run-task", $$"""{"taskDetails":"x [[result=42]]","webhook":{"name":"w","url":"https://a.example/hook","auth":"Bearer x","submittedData":"{{data}}"} }""");
        }

        var told = emulator.Recorder.Webhooks;
        Assert.All(told, webhook => Assert.Equal(("w", "https://a.example/hook", true), (webhook.Name, webhook.Url, webhook.HadAuth)));
        Assert.Equal("42", told[0].Body);
        AssertFields(JsonNode.Parse(told[1].Body), "success sessionId taskId type data usage completedAt");
        AssertFields(JsonNode.Parse(told[2].Body), "event sessionId taskId completedAt");
    }
}
