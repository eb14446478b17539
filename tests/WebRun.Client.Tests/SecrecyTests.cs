using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using CsCheck;
using WebRun.Emulator;
using WebRun.Models;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun.Client.Tests;

/// <summary>Keys do not show, and go to no unsafe address.</summary>
public class SecrecyTests
{
    private const string Key = FakeService.Key;

    [Theory]
    [InlineData("enig_0123456789abcdefghijklmnopwxyz", "enig_…wxyz")]
    [InlineData("wr_0123456789abcdefghijklmnopwxyz", "wr_…wxyz")]
    [InlineData("0123456789wxyz", "…wxyz")]
    public void Key_shows_only_its_ends(string key, string shown) => Assert.Equal(shown, new ApiKey(key).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("enig_0123456789 abcdefghijklmnop")]
    [InlineData("enig_0123456789\nabcdefghijklmnop")]
    [InlineData("enig_0123456789abcdefghijklmnop\r\n")]
    [InlineData("enig_0123456789abcdefghijklmnöp")]
    public void Malformed_key_is_refused_without_repeating_it(string key)
    {
        var error = Assert.Throws<WebRunException>(() => new ApiKey(key));

        Assert.Equal(WebRunErrorId.InvalidParameter, error.Id);
        Assert.Contains("ApiKey", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://connect.webrun.ai")]
    [InlineData("https://connect.webrun.ai/base")]
    [InlineData("http://127.0.0.1:4020")]
    [InlineData("http://localhost:4020/")]
    [InlineData("http://[::1]:4020/")]
    public void Safe_address(string address) => Assert.EndsWith("/", new WebRunClientOptions { BaseUri = new Uri(address) }.BaseUri.AbsoluteUri, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://connect.webrun.ai")]
    [InlineData("http://localhost.evil.example")]
    [InlineData("http://10.0.0.1")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://user:secret@connect.webrun.ai")]
    [InlineData("https://connect.webrun.ai?x=secret")]
    [InlineData("/relative")]
    public void Unsafe_address(string address)
    {
        var error = Assert.Throws<WebRunException>(() => new WebRunClientOptions { BaseUri = new Uri(address, UriKind.RelativeOrAbsolute) });

        Assert.Equal(WebRunErrorId.UnsafeAddress, error.Id);
        Assert.Contains("BaseUri", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, """{"success":true,"sessionId":"s1","taskId":"t1","type":"task_completed","data":{"message":"KEY"},"usage":{"cost":1}}""")]
    [InlineData(200, "KEY <html>")]
    [InlineData(200, """{"success":xKEY}""")]
    [InlineData(401, """{"success":false,"error":"your key KEY is wrong","code":"KEY"}""")]
    [InlineData(500, "Authorization: Bearer KEY")]
    [InlineData(400, """{"success":false,"message":{"header":"Bearer KEY"}}""")]
    [InlineData(200, """{"KEY":1,"success":false,"status":"KEY","code":"KEY"}""")]
    public async Task Log_and_errors_never_hold_the_key(int status, string body)
    {
        foreach (var key in new[] { Key, "0123456789-without-a-prefix" })
        {
            var service = new FakeService().Answer(body.Replace("KEY", key, StringComparison.Ordinal), status, ("Set-Cookie", key), ("X-RateLimit-Limit", key));
            var log = new ConcurrentQueue<string>();

            var error = await Record.ExceptionAsync(() => service.RunAsync(service.Client(key, new WebRunLog(log.Enqueue, log.Enqueue)).RunTaskAsync(new WebRunTaskRequest { TaskDetails = "x " + key })));

            Assert.NotEmpty(log);
            Assert.DoesNotContain(key, string.Join('\n', log) + error + (error as WebRunException)?.ServiceCode, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Transport_error_that_quotes_the_key_is_masked_all_the_way_in()
    {
        var service = new FakeService().Fail(new HttpRequestException(HttpRequestError.InvalidResponse, $"Received an invalid status line: 'Bearer {Key}'."));
        var log = new ConcurrentQueue<string>();

        var errors = new[]
        {
            await Record.ExceptionAsync(() => service.RunAsync(service.Client(log: new WebRunLog(log.Enqueue, log.Enqueue)).RunTaskAsync(new WebRunTaskRequest { TaskDetails = "x" }))),
            await Record.ExceptionAsync(() => service.RunAsync(service.Client(log: new WebRunLog(log.Enqueue, log.Enqueue)).GetHealthAsync())),
        };

        Assert.All(errors, e => Assert.IsType<WebRunException>(e));
        Assert.DoesNotContain(Key, string.Join('\n', log) + errors[0] + errors[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, """{"success":false,"error":"MARK is no good password","code":"MARK"}""")]
    [InlineData(400, "<html>MARK</html>")]
    [InlineData(200, """{"success":false,"error":"bad MARK","code":"MARK"}""")]
    [InlineData(200, """{"success":xMARK}""")]
    [InlineData(500, "MARK")]
    public async Task Log_and_errors_never_hold_a_secret_that_the_service_repeats(int status, string body)
    {
        var service = new FakeService().Answer(body.Replace("MARK", "M-password M-auth M-proxy", StringComparison.Ordinal), status);
        var log = new ConcurrentQueue<string>();
        var request = new WebRunTaskRequest
        {
            TaskDetails = "x",
            Secrets = [new WebRunSecret("all", [new("code", Secure("M-password"))])],
            Webhook = new WebRunWebhook(new Uri("https://hooks.example"), auth: Secure("M-auth")),
        };
        var options = new WebRunSessionOptions { Proxy = WebRunProxy.Custom(new Uri("http://u:M-proxy@proxy.example:8080")) };
        var client = service.Client(log: new WebRunLog(log.Enqueue, log.Enqueue));

        foreach (var start in new Func<Task>[] { () => client.RunTaskAsync(request, options), () => client.StartSessionAsync(request, keepAlive: true, options) })
        {
            var error = (WebRunException)(await Record.ExceptionAsync(start))!;
            var all = string.Join('\n', log) + error + error.ServiceCode + request + options;

            Assert.NotEmpty(log);
            Assert.All(["M-password", "M-auth", "M-proxy"], mark => Assert.DoesNotContain(mark, all, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(400, """{"success":false,"error":"MARK is not it","code":"MARK"}""")]
    [InlineData(502, "<html>WRITTEN</html>")]
    [InlineData(200, """{"success":xWRITTEN}""")]
    public async Task Log_and_errors_never_hold_what_was_typed_or_answered(int status, string body)
    {
        const string Mark = "p\"&+ä-MARK";
        var written = System.Text.Json.JsonEncodedText.Encode(Mark).ToString();
        var service = new FakeService().Answer(body.Replace("MARK", written, StringComparison.Ordinal).Replace("WRITTEN", written, StringComparison.Ordinal), status);
        var log = new ConcurrentQueue<string>();
        var client = service.Client(log: new WebRunLog(log.Enqueue, log.Enqueue));

        foreach (var send in new Func<Task>[] { () => client.TypeAsync("s1", Mark), () => client.AnswerTaskAsync("s1", Mark) })
        {
            var error = (WebRunException)(await Record.ExceptionAsync(send))!;

            Assert.DoesNotContain("MARK", string.Join('\n', log) + error + error.ServiceCode, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Event_that_is_made_of_two_fields_shows_no_secret_that_stands_half_in_each()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, Repeats = path => path.Length == 0 ? "horse" : null });
        var client = new WebRunClient(new WebRunClientOptions { ApiKey = new ApiKey(Key), BaseUri = emulator.BaseUri });
        var events = new ConcurrentQueue<WebRunEvent>();
        var request = new WebRunTaskRequest
        {
            TaskDetails = "x [[duration=300ms]]",
            StartingPoint = new Uri("https://a.example"),
            Secrets = [new WebRunSecret("all", [new("phrase", Secure("horse https://a.example"))])],
        };

        await client.InvokeTaskAsync(request, new WebRunWait { IsLive = true, OnEvent = events.Enqueue }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains("navigate ***/ horse", events.Where(e => e.Kind == WebRunEventKind.Action).Select(e => e.Text));
    }

    [Fact]
    public async Task Secret_that_is_a_word_of_the_service_hinders_nothing()
    {
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { RateLimit = 0, SessionLimit = 0, InlineWindow = TimeSpan.Zero });
        var client = new WebRunClient(new WebRunClientOptions { ApiKey = new ApiKey(Key), BaseUri = emulator.BaseUri });
        string[] words =
        [
            "success", "true", "sessionId", "taskId", "type", "status", "completed", "task_completed", "pending", "running", "data", "message", "agent", "action", "task_started",
            "response_update", "guardrail_trigger", "usage", "cost", "timestamp", "http", "task", "name", "files", "end_session", "reason", "pollUrl", "result", "0000", "1234", "e4b2",
        ];
        var kinds = new ConcurrentQueue<WebRunEventKind>();
        var request = new WebRunTaskRequest
        {
            TaskDetails = "x [[duration=300ms; guardrail=code?; files=a.txt; cost=0.1234]]",
            Secrets = [new WebRunSecret("all", words.Select((word, at) => new KeyValuePair<string, SecureString>($"f{at}", Secure(word))))],
        };

        var task = await client.InvokeTaskAsync(
            request,
            new WebRunWait { IsLive = true, OnEvent = e => kinds.Enqueue(e.Kind), OnGuardrail = (_, _) => Task.FromResult<string?>("yes") },
            cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((WebRunTaskStatus.Completed, 0.1234m, "a.txt"), (task.Status, task.Cost, task.Files.Single().FileName));

        // Each is understood. What the emulator's timers send in the middle comes in any order on a slow machine.
        WebRunEventKind[] expected = [WebRunEventKind.Started, WebRunEventKind.Thought, WebRunEventKind.Action, WebRunEventKind.Guardrail, WebRunEventKind.Update, WebRunEventKind.Completed];
        Assert.Equal(expected.Order(), kinds.Distinct().Where(kind => kind != WebRunEventKind.SessionEnded).Order());
        Assert.Equal((WebRunEventKind.Started, WebRunEventKind.Completed), (kinds.First(), kinds.Last(kind => kind != WebRunEventKind.SessionEnded)));
        Assert.True(ServiceAddress.IsId(task.SessionId));
        await BackgroundWork.IsDoneAsync(emulator.BaseUri);
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    [Fact]
    public async Task Secrets_of_a_session_are_left_in_what_another_one_says()
    {
        const string Answer = """{"success":true,"type":"task_completed","sessionId":"SESSION","taskId":"t1","data":{"message":"hunter22 of me@mail.example"},"usage":{"cost":1}}""";
        var service = new FakeService().Answer(Answer.Replace("SESSION", "with-secrets", StringComparison.Ordinal)).Answer(Answer.Replace("SESSION", "without", StringComparison.Ordinal));
        var client = service.Client();
        var request = new WebRunTaskRequest { TaskDetails = "x", Secrets = [new WebRunSecret("all", [new("Email", Secure("me@mail.example")), new("word", Secure("hunter22"))])] };

        var messages = new[] { await client.RunTaskAsync(request), await client.RunTaskAsync(request with { Secrets = [] }), await client.GetTaskAsync(new WebRunTask { SessionId = "with-secrets", TaskId = "t1" }) }.Select(task => task.Message);

        Assert.Equal(["*** of me@mail.example", "hunter22 of me@mail.example", "*** of me@mail.example"], messages);
    }

    [Fact]
    public async Task Long_message_of_the_service_is_cut_and_changes_no_id()
    {
        var service = new FakeService().Answer($$"""{"success":false,"error":"Bearer {{new string(' ', 400_000)}}x","code":"INVALID_API_KEY"}""", 401);

        var error = await Assert.ThrowsAsync<WebRunException>(() => service.RunAsync(service.Client().RunTaskAsync(new WebRunTaskRequest { TaskDetails = "x" })));

        Assert.Equal(WebRunErrorId.Unauthorized, error.Id);
        Assert.True(error.Message.Length < 500);
    }

    [Fact]
    public void Excerpt_of_any_text_around_a_key_is_short_and_masked() =>
        Gen.Select(Gen.String[0, 400], Gen.String[0, 400]).Sample((before, after) =>
        {
            var excerpt = Redaction.Excerpt(Encoding.UTF8.GetBytes(before + Key + after), new ApiKey(Key));
            Assert.DoesNotContain(Key, excerpt, StringComparison.Ordinal);
            Assert.True(excerpt.Length <= 201);
        });

    [Theory]
    [InlineData("a enig_other b", "a *** b")]
    [InlineData("a WR_other, b", "a ***, b")]
    [InlineData("bearer \t other b", "*** b")]
    [InlineData("a snake_case of the bearer", "a snake_case of the bearer")]
    [InlineData("a word", "a word")]
    public void What_looks_like_a_key_is_masked_whosever_it_is(string text, string shown)
    {
        Assert.Equal(shown, Redaction.Text(text, null));
        Assert.Equal(text == shown, Redaction.IsSafe(text, null));
    }

    [Fact]
    public void Text_is_on_one_line_with_every_word()
    {
        char[] separators = [' ', '\n', '\r', '\t', '\v', '\f', '\u0085', '\u2028', '\u2029'];
        char[] obeyed = ['\0', '\a', '\u001b', '\u007f', '\u009b', '\u009d', '\u061c', '\u200f', '\u202e', '\u2066'];
        char[] special = [.. separators, .. obeyed];
        Gen.OneOf(Gen.Char['a', 'c'], Gen.Int[0, special.Length - 1].Select(at => special[at])).Array[0, 100].Sample(chars =>
        {
            var shown = new string([.. chars.Select(c => obeyed.Contains(c) ? '\uFFFD' : c)]);
            Assert.Equal(string.Join(' ', shown.Split(separators, StringSplitOptions.RemoveEmptyEntries)), Redaction.Text(new string(chars), null));
        });
    }

    [Fact]
    public void Body_shows_values_of_listed_fields_only() =>
        Gen.Select(Gen.String, Gen.Int[0, 1]).Array[0, 8].Sample(fields =>
        {
            var values = fields.DistinctBy(f => f.Item1, StringComparer.Ordinal).ToDictionary(f => f.Item1, f => f.Item2 == 0 ? (object)"CANARY" : new { deep = "CANARY" }, StringComparer.Ordinal);
            Assert.DoesNotContain("CANARY", LogSanitizer.Body(JsonSerializer.SerializeToUtf8Bytes(values), new SecretMask(null, [])), StringComparison.Ordinal);
        });

    [Fact]
    public void Body_shows_what_helps()
    {
        var shown = LogSanitizer.Body("""{"success":true,"sessionId":"s1","secrets":[{"match":"a","fields":{"code":"hunter2"}}],"usage":{"cost":0.01}}"""u8.ToArray(), new SecretMask(null, []));

        Assert.Equal("""{"success":true,"sessionId":"s1","secrets":"***","usage":{"cost":0.01}}""", shown);
    }

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;
}
