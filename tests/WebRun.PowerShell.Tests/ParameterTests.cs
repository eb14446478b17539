using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>Each parameter of a task and of a session lands in its field of the request, in both generations; secrets, webhooks and proxies in all their forms.</summary>
public class ParameterTests
{
    private const string NewKey = "wr_0123456789abcdefghijklmnopqrst";

    private const string OfTask =
        """
        -StartingPoint https://a.example/ -MaxDuration 90s -MaxInputTokens 5000 -MaxOutputTokens 0 -AvoidDomain ads.example, ' b.example ' -OutputSchema a, b
        -Secret @{ '*.shop.example' = $credential } -Webhook @{ url = 'https://hooks.example/x'; NAME = 'orders'; Auth = $secret; SubmittedData = 'justping' }
        """;

    private const string OfSession = "-EnvironmentId $environmentId -PolicyId pol-1 -ReachOutMode guardrailonly -Proxy @{ Uri = 'socks5://proxy.example:1080'; Credential = $credential }";

    private const string TaskFields =
        """
        "maxDuration":90000,"maxInputTokens":5000,"maxOutputTokens":0,"avoidDomains":["ads.example","b.example"],"outputType":"structured_csv","outputSchema":["a","b"],
        "secrets":[{"match":"*.shop.example","fields":{"username":"***","password":"***"}}],
        "webhook":{"name":"orders","url":"https://hooks.example/x","auth":"***","submittedData":"just_ping"}
        """;

    private const string SessionFields =
        """ "environmentId":"ENVIRONMENT","policyId":"pol-1","proxy":{"source":"custom","type":"socks","host":"proxy.example","port":"1080","username":"me","password":"***"},"reachOutMode":"guardrail_only" """;

    [Theory]
    [InlineData(Engine.Key, "")]
    [InlineData(NewKey, "-Generation One")]
    public async Task Parameters_land_in_their_fields_of_generation_one(string key, string generation)
    {
        var bodies = await BodiesAsync(key, generation);

        Is("""{"mode":"default",SESSION}""", bodies["Opened"]);
        Is("""{"actionType":"newTask","newState":"start","taskDetails":"x [[duration=1ms]]","startingPoint":"https://a.example/",TASK,"terminateOnCompletion":true}""", bodies["Invoke"]);
        Is("""{"mode":"default",SESSION,"initialTask":{"taskDetails":"z [[duration=5m]]","startingPoint":"https://a.example/",TASK,"terminateOnCompletion":true}}""", bodies["New"]);
        Is("""{"actionType":"newTask","newState":"start","taskDetails":"u","startingPoint":"https://a.example/",TASK,"terminateOnCompletion":true}""", bodies["Send"]);
    }

    [Theory]
    [InlineData(NewKey, "")]
    [InlineData(Engine.Key, "-Generation Two")]
    public async Task Parameters_land_in_their_fields_of_generation_two(string key, string generation)
    {
        var bodies = await BodiesAsync(key, generation);

        Is("""{"mode":"default",SESSION}""", bodies["Opened"]);
        Is("""{"actionType":"newTask","newState":"start","prompt":"x [[duration=1ms]]","startingUrl":"https://a.example/",TASK,"terminateOnCompletion":true}""", bodies["Invoke"]);
        Is("""{"mode":"default",SESSION,"task":{"prompt":"z [[duration=5m]]","startingUrl":"https://a.example/",TASK,"terminateOnCompletion":true}}""", bodies["New"]);
        Is("""{"actionType":"newTask","newState":"start","prompt":"u","startingUrl":"https://a.example/",TASK,"terminateOnCompletion":true}""", bodies["Send"]);
    }

    [Fact]
    public async Task Service_takes_them_as_its_books_show()
    {
        await using var emulator = await StartAsync();
        using var engine = await ConnectedAsync(emulator);

        engine.Run(Line($"Invoke-WebRunTask 'x [[duration=1ms]]' {OfTask} {OfSession}")).MustSucceed();

        var (task, session, webhook) = (emulator.Recorder.Tasks.Single(), emulator.Recorder.Sessions.Single(), emulator.Recorder.Webhooks.Single());
        Assert.Equal((1, "csv", "ads.example b.example"), (task.SecretCount, task.OutputType, string.Join(' ', task.AvoidDomains)));
        Assert.Equal((emulator.Recorder.Environments.Single().EnvironmentId, "pol-1", "guardrail_only"), (session.EnvironmentId, session.PolicyId, session.ReachOutMode));
        Assert.Equal(new ProxyRecord { Source = "custom", Type = "socks", Host = "proxy.example", Port = "1080", Username = "me", HadPassword = true }, session.Proxy);
        Assert.Equal(("orders", "https://hooks.example/x", true, "just_ping"), (webhook.Name, webhook.Url, webhook.HadAuth, webhook.SubmittedData));
    }

    [Theory]
    [InlineData("@{ 'a.example' = $credential; 'all' = @{ token = $secret; user = 'x' } }", 2)]
    [InlineData("([ordered]@{ 'a.example' = @{ pin = '0042' } }), @{ 'b.example' = $credential }", 2)]
    [InlineData("(& { $d = [System.Collections.Generic.Dictionary[string,object]]::new(); $d['all'] = $credential; , $d })", 1)]
    public async Task Secret_takes_tables_of_credentials_and_of_fields(string secret, int count)
    {
        await using var emulator = await StartAsync();
        using var engine = await ConnectedAsync(emulator);

        engine.Run($"Invoke-WebRunTask 'x [[duration=1ms]]' -Secret {secret}").MustSucceed();

        Assert.Equal(count, emulator.Recorder.Tasks.Single().SecretCount);
    }

    [Theory]
    [InlineData("https://hooks.example/a", "hooks.example", "full_response")]
    [InlineData("([uri]'https://hooks.example/a')", "hooks.example", "full_response")]
    [InlineData("@{ Url = [uri]'https://hooks.example/a'; SubmittedData = 'AIResponse'; Auth = 'Bearer x' }", "hooks.example", "ai_response")]
    public async Task Webhook_takes_an_address_or_a_table(string webhook, string name, string data)
    {
        await using var emulator = await StartAsync();
        using var engine = await ConnectedAsync(emulator);

        engine.Run($"Invoke-WebRunTask 'x [[duration=1ms]]' -Webhook {webhook}").MustSucceed();

        var told = emulator.Recorder.Webhooks.Single();
        Assert.Equal((name, "https://hooks.example/a", data), (told.Name, told.Url, told.SubmittedData));
    }

    [Theory]
    [InlineData("de", "WebRun DE   ")]
    [InlineData("Random", "WebRun random   ")]
    [InlineData("http://proxy.example:8080", "custom  http proxy.example:8080 ")]
    [InlineData("([uri]'socks5://me:secret@proxy.example:1080')", "custom  socks proxy.example:1080 me")]
    [InlineData("@{ Uri = 'http://proxy.example:8080' }", "custom  http proxy.example:8080 ")]
    public async Task Proxy_takes_a_country_an_address_or_a_table(string proxy, string kept)
    {
        await using var emulator = await StartAsync();
        using var engine = await ConnectedAsync(emulator);

        engine.Run($"New-WebRunSession -Proxy {proxy} | Stop-WebRunSession").MustSucceed();

        var p = emulator.Recorder.Sessions.Single().Proxy!;
        Assert.Equal(kept, $"{p.Source} {p.Country} {p.Type} {p.Host}{(p.Port is null ? "" : ":")}{p.Port} {p.Username}");
    }

    [Fact]
    public async Task Environments_and_policies_come_down_the_pipeline()
    {
        await using var emulator = await StartAsync();
        using var engine = await ConnectedAsync(emulator);

        engine.Run(
            """
            $environment = [pscustomobject]@{ PSTypeName = 'Deserialized.WebRun.WebRunEnvironment'; EnvironmentId = $environmentId; Name = 'shop' }
            $environment | New-WebRunSession | Stop-WebRunSession
            $environment | New-WebRunSession 'a' | Stop-WebRunSession
            $environment | Invoke-WebRunTask 'b [[duration=1ms]]'
            [pscustomobject]@{ TaskDetails = 'c [[duration=1ms]]'; EnvironmentId = ''; PolicyId = 'p1' } | Invoke-WebRunTask
            """).MustSucceed();

        var id = emulator.Recorder.Environments.Single().EnvironmentId;
        Assert.Equal([(id, null), (id, null), (id, null), (null, "p1")], emulator.Recorder.Sessions.Select(s => (s.EnvironmentId, s.PolicyId)));
        Assert.Equal(["a", "b [[duration=1ms]]", "c [[duration=1ms]]"], emulator.Recorder.Tasks.Select(t => t.TaskDetails).Where(t => t.Length > 0));
    }

    [Theory]
    [InlineData("Invoke-WebRunTask x -Proxy ger", "DE", "Germany")]
    [InlineData("New-WebRunSession -Proxy D", "DE", "Germany")]
    [InlineData("New-WebRunSession -Proxy ra", "random", "Any country")]
    [InlineData("Invoke-WebRunTask x -ReachOutMode g", "GuardrailOnly", "GuardrailOnly")]
    [InlineData("Send-WebRunTask x s1 -Webhook ", "@{ Url = 'https://'; SubmittedData = 'AIResponse' }", "Sends AIResponse. Also possible: Name, and Auth, the Authorization header.")]
    public void Values_are_completed(string line, string text, string about)
    {
        using var engine = new Engine();

        var matches = engine.Run($"(TabExpansion2 \"{line}\").CompletionMatches | ForEach-Object {{ $_.CompletionText + '|' + $_.ToolTip }}").MustSucceed();

        Assert.Contains($"{text}|{about}", matches.Output.Select(o => o.ToString()));
    }

    [Theory]
    [InlineData("EnvironmentId")]
    [InlineData("PolicyId")]
    [InlineData("Proxy")]
    [InlineData("ReachOutMode")]
    public void Only_what_opens_a_session_sets_it_up(string parameter)
    {
        using var engine = new Engine();

        var with = engine.Run($"Get-Command Invoke-WebRunTask, New-WebRunSession, Send-WebRunTask | Where-Object {{ $_.Parameters.ContainsKey('{parameter}') }} | ForEach-Object Name").MustSucceed();

        Assert.Equal(["Invoke-WebRunTask", "New-WebRunSession"], with.Output.Select(o => o.ToString()));
    }

    private static async Task<Dictionary<string, JsonNode>> BodiesAsync(string key, string generation)
    {
        await using var emulator = await StartAsync();
        using var engine = await ConnectedAsync(emulator, key, generation);

        engine.Run(Line($"Invoke-WebRunTask 'x [[duration=1ms]]' {OfTask} {OfSession}")).MustSucceed();
        engine.Run(Line($"$s = New-WebRunSession 'z [[duration=5m]]' -TerminateOnCompletion {OfTask} {OfSession}")).MustSucceed();
        engine.Run(Line($"$s | Send-WebRunTask u -TerminateOnCompletion {OfTask}")).MustSucceed();
        engine.Run("$s | Stop-WebRunSession").MustSucceed();

        var opened = Bodies("/start/start-session");
        var sent = Bodies("/start/send-message").Select(b => b["message"]!).Where(m => (string?)m["actionType"] == "newTask").ToList();
        foreach (var body in opened)
        {
            Assert.Equal(emulator.Recorder.Environments.Single().EnvironmentId, (string?)body["environmentId"]);
            body["environmentId"] = "ENVIRONMENT";
        }

        return new(StringComparer.Ordinal) { ["Opened"] = opened[0], ["Invoke"] = sent[0], ["New"] = opened[1], ["Send"] = sent[1] };

        List<JsonNode> Bodies(string path) => [.. emulator.Recorder.Requests.Where(r => r.Path == path).Select(r => JsonNode.Parse(r.Body)!)];
    }

    [Fact]
    public void Address_is_shown_without_what_may_be_secret_in_it()
    {
        using var engine = new Engine();

        var shown = engine.Run("'https://me:pw@h.example:8443/a%20b?token=x#y', [uri]'https://h.example', 'none', $null | ForEach-Object { [WebRun.PowerShell.Display]::Address($_) }").MustSucceed();

        Assert.Equal(["https://h.example:8443/a%20b", "https://h.example/", "", ""], shown.Output.Select(o => $"{o}"));
    }

    private static void Is(string expected, JsonNode body) => Assert.Equal(JsonNode.Parse(expected.Replace("SESSION", SessionFields, StringComparison.Ordinal).Replace("TASK", TaskFields, StringComparison.Ordinal))!.ToJsonString(), body.ToJsonString());

    private static string Line(string script) => script.ReplaceLineEndings(" ");

    private static async Task<Engine> ConnectedAsync(WebRunEmulator emulator, string key = Engine.Key, string generation = "")
    {
        using var http = new HttpClient { BaseAddress = emulator.BaseUri, DefaultRequestHeaders = { Authorization = new("Bearer", key) } };
        (await http.PostAsync("environments", new StringContent("""{"name":"shop"}"""))).EnsureSuccessStatusCode();
        var engine = new Engine();
        engine.Set("environmentId", emulator.Recorder.Environments.Single().EnvironmentId);
        engine.Set("secret", new NetworkCredential("", "s3cret").SecurePassword);
        engine.Run($"Connect-WebRun '{key}' -BaseUri {emulator.BaseUri} {generation}; $credential = [pscredential]::new('me', $secret)").MustSucceed();
        return engine;
    }

    private static Task<WebRunEmulator> StartAsync() => WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.Zero });
}
