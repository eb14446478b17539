using System;
using System.Linq;
using System.Net;
using System.Security;
using System.Text;
using System.Threading.Tasks;
using WebRun.Protocol;

namespace WebRun.Client.Tests;

/// <summary>The request bodies of both generations, byte for byte, with every field set and with none (API facts §3 and §5).</summary>
public class GoldenBodyTests
{
    private const string Done = """{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":"m"}}""";
    private const string Opened = """{"success":true,"sessionId":"s1"}""";
    private const string Confirmed = """{"success":true}""";

    private const string TaskRest =
        """
        "maxDuration":90000,
        "maxInputTokens":5000,
        "maxOutputTokens":0,
        "avoidDomains":["ads.example","10.0.0.1"],
        "files":["file-1","file-2"],
        "outputType":"structured_json",
        "outputSchema":{"type":"object","properties":{"title":{"type":"string"}},"required":["title"]},
        "secrets":[
        {"match":"*.shop.example","fields":{"username":"me","password":"pass\u0022\u00E4"}},
        {"match":"all","fields":{"token":"t0ken"}}],
        "webhook":{"name":"orders","url":"https://hooks.example/done?x=1","auth":"Bearer hook","submittedData":"ai_response"},
        "terminateOnCompletion":true
        """;

    private const string Session =
        """
        "environmentId":"env-1",
        "policyId":"pol-1",
        "proxy":{"source":"custom","type":"socks","host":"proxy.example","port":"1080","username":"u","password":"p"},
        "reachOutMode":"guardrail_only"
        """;

    private const string TaskOne =
        """
        "taskDetails":"search \u0022\u00E4\u0022",
        "startingPoint":"https://amazon.com/x?y=1",
        REST
        """;

    private const string TaskTwo =
        """
        "prompt":"search \u0022\u00E4\u0022",
        "startingUrl":"https://amazon.com/x?y=1",
        REST
        """;

    private static readonly WebRunTaskRequest Full = new()
    {
        TaskDetails = "search \"ä\"",
        StartingPoint = new Uri("https://amazon.com/x?y=1"),
        MaxDuration = TimeSpan.FromSeconds(90),
        MaxInputTokens = 5000,
        MaxOutputTokens = 0,
        AvoidDomains = ["ads.example", "10.0.0.1"],
        Files = ["file-1", "file-2"],
        OutputSchema = WebRunOutputSchema.From("""{"title":"string"}"""),
        Secrets =
        [
            new("*.shop.example", [new("username", Secure("me")), new("password", Secure("pass\"ä"))]),
            new("ALL", [new("token", Secure("t0ken"))]),
        ],
        Webhook = new(new Uri("https://hooks.example/done?x=1"), "orders", WebRunWebhookData.AIResponse, Secure("Bearer hook")),
        TerminateOnCompletion = true,
    };

    private static readonly WebRunSessionOptions FullSession = new()
    {
        EnvironmentId = "env-1",
        PolicyId = "pol-1",
        Proxy = WebRunProxy.Custom(new Uri("socks5://proxy.example:1080"), new NetworkCredential("u", "p")),
        ReachOutMode = WebRunReachOutMode.GuardrailOnly,
    };

    private static readonly WebRunTaskRequest Bare = new() { TaskDetails = "x" };

    [Theory]
    [InlineData(RequestGeneration.One, """{SESSION,"taskDetails":"search \u0022\u00E4\u0022","startingUrl":"https://amazon.com/x?y=1","startingPoint":"https://amazon.com/x?y=1",REST}""")]
    [InlineData(RequestGeneration.Two, """{SESSION,"task":{TASK2}}""")]
    public Task Run_task(RequestGeneration generation, string body) =>
        Sends("/start/run-task", body, generation, Done, c => c.RunTaskAsync(Full, FullSession));

    [Theory]
    [InlineData(RequestGeneration.One, """{"taskDetails":"x"}""")]
    [InlineData(RequestGeneration.Two, """{"task":{"prompt":"x"}}""")]
    public Task Run_task_with_nothing_else(RequestGeneration generation, string body) =>
        Sends("/start/run-task", body, generation, Done, c => c.RunTaskAsync(Bare, new WebRunSessionOptions()));

    [Theory]
    [InlineData(RequestGeneration.One, """{"mode":"default",SESSION,"initialTask":{TASK1}}""")]
    [InlineData(RequestGeneration.Two, """{"mode":"default",SESSION,"task":{TASK2}}""")]
    public Task Start_session(RequestGeneration generation, string body) =>
        Sends("/start/start-session", body, generation, Opened, c => c.StartSessionAsync(Full, keepAlive: true, FullSession));

    [Theory]
    [InlineData(RequestGeneration.One, """{"mode":"default"}""")]
    [InlineData(RequestGeneration.Two, """{"mode":"default"}""")]
    public Task Start_session_with_nothing_else(RequestGeneration generation, string body) =>
        Sends("/start/start-session", body, generation, Opened, c => c.StartSessionAsync(new WebRunTaskRequest(), keepAlive: true));

    [Theory]
    [InlineData(RequestGeneration.One, """{"sessionId":"s1","message":{"actionType":"newTask","newState":"start",TASK1}}""")]
    [InlineData(RequestGeneration.Two, """{"sessionId":"s1","message":{"actionType":"newTask","newState":"start",TASK2}}""")]
    public Task New_task(RequestGeneration generation, string body) =>
        Sends("/start/send-message", body, generation, Done, c => c.SendTaskAsync("s1", Full));

    [Theory]
    [InlineData(RequestGeneration.One, """{"sessionId":"s1","message":{"actionType":"newTask","newState":"start","taskDetails":"x"}}""")]
    [InlineData(RequestGeneration.Two, """{"sessionId":"s1","message":{"actionType":"newTask","newState":"start","prompt":"x"}}""")]
    public Task New_task_with_nothing_else(RequestGeneration generation, string body) =>
        Sends("/start/send-message", body, generation, Done, c => c.SendTaskAsync("s1", Bare));

    [Theory]
    [InlineData(RequestGeneration.One, """{"sessionId":"s1","message":{"actionType":"guardrail","newState":"resume","taskDetails":"1234"}}""")]
    [InlineData(RequestGeneration.Two, """{"sessionId":"s1","message":{"actionType":"guardrail","newState":"resume","prompt":"1234"}}""")]
    public Task Guardrail_answer(RequestGeneration generation, string body) =>
        Sends("/start/send-message", body, generation, Confirmed, c => c.AnswerTaskAsync("s1", "1234"));

    [Theory]
    [InlineData(RequestGeneration.One, """{"sessionId":"s1","message":{"actionType":"guardrail","newState":"stop","taskDetails":"no"}}""")]
    [InlineData(RequestGeneration.Two, """{"sessionId":"s1","message":{"actionType":"guardrail","newState":"stop","prompt":"no"}}""")]
    public Task Guardrail_refusal(RequestGeneration generation, string body) =>
        Sends("/start/send-message", body, generation, Confirmed, c => c.RefuseTaskAsync("s1", "no"));

    [Theory]
    [InlineData(WebRunProxyLevel.Chrome, "chrome")]
    [InlineData(WebRunProxyLevel.System, "system")]
    public Task Proxy_with_a_level(WebRunProxyLevel level, string word) =>
        Sends("/start/run-task", $$$"""{"proxy":{"source":"WebRun","country":"DE","level":"{{{word}}}"},"taskDetails":"x"}""", RequestGeneration.One, Done, c => c.RunTaskAsync(Bare, new WebRunSessionOptions { Proxy = WebRunProxy.InCountry("de").AtLevel(level) }));

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("stop")]
    [InlineData("terminate")]
    public Task State(string state) => SendsInBoth($$$"""{"sessionId":"s1","message":{"actionType":"state","newState":"{{{state}}}"}}""", client => state switch
    {
        "pause" => client.SuspendTaskAsync("s1"),
        "resume" => client.ResumeTaskAsync("s1"),
        "stop" => client.StopTaskAsync("s1"),
        _ => client.TerminateSessionAsync("s1"),
    });

    [Fact]
    public void State_as_a_live_link_takes_it() =>
        Assert.Equal("""{"actionType":"state","newState":"terminate"}""", Encoding.UTF8.GetString(RequestWriter.StateMessage(StateChange.Terminate)));

    [Theory]
    [InlineData("""{"type":"takeOverControl"}""")]
    [InlineData("""{"type":"releaseControl"}""")]
    [InlineData("""{"type":"CLICK","x":10.5,"y":155}""")]
    [InlineData("""{"type":"DOUBLE_CLICK","x":1024,"y":755}""")]
    [InlineData("""{"type":"TYPE","text":"hello","humanLike":true}""")]
    [InlineData("""{"type":"KEY_PRESS","key":"Enter"}""")]
    public Task Interaction(string action) => SendsInBoth($$$"""{"sessionId":"s1","message":{"actionType":"interaction","action":{{{action}}}}}""", client => action.Split('"')[3] switch
    {
        "takeOverControl" => client.TakeControlAsync("s1"),
        "releaseControl" => client.ReleaseControlAsync("s1"),
        "CLICK" => client.ClickAsync("s1", 10.5, 155),
        "DOUBLE_CLICK" => client.ClickAsync("s1", 1024, 755, isDouble: true),
        "TYPE" => client.TypeAsync("s1", "hello", humanLike: true),
        _ => client.PressKeyAsync("s1", "Enter"),
    });

    [Theory]
    [InlineData("DE", """{"source":"WebRun","country":"DE"}""")]
    [InlineData("random", """{"source":"WebRun","country":"random"}""")]
    [InlineData("http://proxy.example:8080", """{"source":"custom","type":"http","host":"proxy.example","port":"8080"}""")]
    [InlineData("http://10.0.0.1:8080", """{"source":"custom","type":"http","host":"10.0.0.1","port":"8080"}""")]
    [InlineData("socks5://u%3A:p%40@proxy.example:1080", """{"source":"custom","type":"socks","host":"proxy.example","port":"1080","username":"u:","password":"p@"}""")]
    [InlineData("http://u@proxy.example:1", """{"source":"custom","type":"http","host":"proxy.example","port":"1","username":"u"}""")]
    public Task Proxy(string proxy, string body) => Sends(
        "/start/run-task",
        $$"""{"proxy":{{body}},"taskDetails":"x"}""",
        RequestGeneration.One,
        Done,
        c => c.RunTaskAsync(Bare, new WebRunSessionOptions { Proxy = Uri.TryCreate(proxy, UriKind.Absolute, out var own) ? WebRunProxy.Custom(own) : proxy == "random" ? WebRunProxy.Random : WebRunProxy.InCountry(proxy) }));

    [Theory]
    [InlineData(WebRunWebhookData.FullResponse, "full_response")]
    [InlineData(WebRunWebhookData.JustPing, "just_ping")]
    public Task Webhook(WebRunWebhookData data, string word) => Sends(
        "/start/run-task",
        $$$"""{"taskDetails":"x","webhook":{"name":"hooks.example","url":"https://hooks.example/","submittedData":"{{{word}}}"}}""",
        RequestGeneration.One,
        Done,
        c => c.RunTaskAsync(Bare with { Webhook = new(new Uri("https://hooks.example"), submittedData: data) }));

    [Theory]
    [InlineData(WebRunReachOutMode.Off, "off")]
    [InlineData(WebRunReachOutMode.Full, "full")]
    public Task Reach_out_mode(WebRunReachOutMode mode, string word) => Sends(
        "/start/run-task",
        $$"""{"reachOutMode":"{{word}}","taskDetails":"x"}""",
        RequestGeneration.One,
        Done,
        c => c.RunTaskAsync(Bare, new WebRunSessionOptions { ReachOutMode = mode }));

    private static async Task SendsInBoth(string body, Func<WebRunClient, Task> call)
    {
        await Sends("/start/send-message", body, RequestGeneration.One, Confirmed, call);
        await Sends("/start/send-message", body, RequestGeneration.Two, Confirmed, call);
    }

    private static async Task Sends(string path, string golden, RequestGeneration generation, string answer, Func<WebRunClient, Task> call)
    {
        var service = new FakeService().Answer(answer);

        await call(service.Client(generation: generation));

        var request = service.Requests.Single();
        Assert.Equal(path, request.Uri.AbsolutePath);
        Assert.Equal(WithParts(golden), request.Body);
    }

    /// <summary>The golden text with its parts in place, on one line.</summary>
    private static string WithParts(string golden) => string.Concat(golden
        .Replace("SESSION", Session, StringComparison.Ordinal)
        .Replace("TASK1", TaskOne, StringComparison.Ordinal)
        .Replace("TASK2", TaskTwo, StringComparison.Ordinal)
        .Replace("REST", TaskRest, StringComparison.Ordinal)
        .Split('\n', StringSplitOptions.TrimEntries));

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;
}
