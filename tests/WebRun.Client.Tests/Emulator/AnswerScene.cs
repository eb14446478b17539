using System;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using WebRun.Emulator;
using static WebRun.Client.Tests.EmulatorHttp;

namespace WebRun.Client.Tests;

/// <summary>An emulator that produces one form, asked over bare HTTP and a bare websocket.</summary>
internal sealed class AnswerScene(AnswerForm form, WebRunEmulator emulator, TestClock? clock) : IAsyncDisposable
{
    private readonly HttpClient _http = emulator.Http();

    public WebRunEmulator Emulator => emulator;

    public HttpClient Http => _http;

    private TaskRecord Task => emulator.Recorder.Tasks.Single();

    public static async Task<AnswerScene> StartAsync(AnswerForm form)
    {
        // Only the end of an idle session waits for minutes.
        var clock = form.Name is "end-expired" ? new TestClock() : null;
        return new AnswerScene(form, await WebRunEmulator.StartAsync(new EmulatorOptions
        {
            RateLimit = 0,
            DefaultTaskDuration = TimeSpan.Zero,
            GracePeriod = TimeSpan.FromMilliseconds(100),
            PingInterval = TimeSpan.FromDays(1),
            Forms = form.Forms,
            OversizedAnswer = 5_000_000,
            TimeProvider = clock ?? TimeProvider.System,
        }), clock);
    }

    /// <summary>Asks for it: the HTTP status, and the JSON.</summary>
    public Task<(int Status, JsonNode? Answer)> ProduceAsync() => form.Source switch
    {
        AnswerSource.RunTask => RunAsync(),
        AnswerSource.NewTask => NewTaskAsync(),
        AnswerSource.Poll => PollAsync(),
        AnswerSource.StartSession => OpenAsync(),
        AnswerSource.Message => MessageAsync(),
        AnswerSource.SessionStatus => StatusAsync(),
        AnswerSource.AccountUsage => _http.TryAsync(HttpMethod.Get, "account/usage"),
        AnswerSource.Event => EventAsync(),
        AnswerSource.Webhook => WebhookAsync(),
        _ => new TriggerScene(form, _http).ProduceAsync(),
    };

    /// <summary>The sample of the contract with the ids of this session and its task.</summary>
    public string WithIds(string json) => json
        .Replace("{s}", emulator.Recorder.Sessions is [.., var session] ? session.SessionId : "", StringComparison.Ordinal)
        .Replace("{t}", emulator.Recorder.Tasks is [.., var task] ? task.TaskId : "", StringComparison.Ordinal);

    /// <summary>Runs its task, whose answer is not read, and returns where to poll it.</summary>
    public async Task<string> PathOfPollAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "start/run-task") { Content = JsonBody(Body().ToJsonString()) };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return $"task/{Task.SessionId}/{Task.TaskId}";
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await emulator.DisposeAsync();
    }

    private Task<(int Status, JsonNode? Answer)> RunAsync() => TryAsync("start/run-task", Body());

    private JsonObject Body() => form.OutputSchema is not { } schema ? new() { ["taskDetails"] = form.Task } : new()
    {
        ["taskDetails"] = form.Task,
        ["outputType"] = schema[0] == '[' ? "structured_csv" : "structured_json",
        ["outputSchema"] = JsonNode.Parse(schema),
    };

    private async Task<(int Status, JsonNode? Answer)> NewTaskAsync()
    {
        var session = await _http.PostAsync("start/start-session", "{}");
        return await TryAsync("start/send-message", NewTask(session.Text("sessionId")));
    }

    private async Task<(int Status, JsonNode? Answer)> PollAsync()
    {
        var path = await PathOfPollAsync();
        if (form.Message is not null)
        {
            await TryAsync("start/send-message", Message(Task.SessionId));
        }

        return await _http.TryAsync(HttpMethod.Get, path);
    }

    private Task<(int Status, JsonNode? Answer)> OpenAsync() =>
        TryAsync("start/start-session", new JsonObject { ["initialTask"] = new JsonObject { ["taskDetails"] = form.Task } });

    private async Task<(int Status, JsonNode? Answer)> MessageAsync()
    {
        await OpenAsync();
        return await TryAsync("start/send-message", Message(Task.SessionId));
    }

    private async Task<(int Status, JsonNode? Answer)> StatusAsync()
    {
        await OpenAsync();
        return await _http.TryAsync(HttpMethod.Get, $"start/session-status/{Task.SessionId}");
    }

    private async Task<(int Status, JsonNode? Answer)> WebhookAsync()
    {
        var words = form.Name.Split('-');
        var body = Body();
        body["webhook"] = new JsonObject { ["name"] = "w", ["url"] = "https://a.example/", ["submittedData"] = $"{words[1]}_{words[2]}" };
        await TryAsync("start/run-task", body);

        // A text is put before the client as JSON.
        var sent = emulator.Recorder.Webhooks.Single().Body;
        return (200, words[^1] is "csv" ? JsonValue.Create(sent) : JsonNode.Parse(sent));
    }

    private async Task<(int Status, JsonNode? Answer)> EventAsync()
    {
        var isSingle = form.Name is "end-completed";
        var opened = isSingle ? (await RunAsync()).Answer! : await _http.PostAsync("start/start-session", "{}");
        using var link = await RawLink.JoinAsync(emulator, opened.Text("sessionId"));
        var sample = JsonNode.Parse(AnswerFormShapes.All[form.Name].Json)!.AsArray();
        var hearing = link.EventAsync(heard => Head(heard) == Head(sample));
        if (!isSingle)
        {
            await ActAsync(opened.Text("sessionId"));
        }

        return (200, await hearing);

        static string Head(JsonArray heard) => $"{heard[0]} {(heard.Count > 1 ? (string?)heard[1]!["type"] : null)}";
    }

    private async Task ActAsync(string sessionId)
    {
        await TryAsync("start/send-message", NewTask(sessionId));
        if (form.Message is not null)
        {
            await TryAsync("start/send-message", Message(sessionId));
        }

        clock?.Advance(TimeSpan.FromMinutes(5));
    }

    private JsonObject NewTask(string sessionId) => new()
    {
        ["sessionId"] = sessionId,
        ["message"] = new JsonObject
        {
            ["actionType"] = "newTask",
            ["newState"] = "start",
            ["taskDetails"] = form.Task,
            ["terminateOnCompletion"] = form.Name is "end-terminate-on-completion",
        },
    };

    private JsonObject Message(string sessionId) => new() { ["sessionId"] = sessionId, ["message"] = JsonNode.Parse(form.Message!) };

    private Task<(int Status, JsonNode? Answer)> TryAsync(string path, JsonObject body) => _http.TryAsync(HttpMethod.Post, path, JsonBody(body.ToJsonString()));
}
