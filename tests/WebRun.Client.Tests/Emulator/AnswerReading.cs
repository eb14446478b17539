using System;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using WebRun.Protocol;

namespace WebRun.Client.Tests;

/// <summary>An answer that the emulator has produced, put before the client as the answer to the request that it belongs to.</summary>
/// <param name="body">The bytes.</param>
/// <param name="status">The HTTP status.</param>
/// <param name="sessionId">The session that it is about.</param>
/// <param name="taskId">The task that it is about.</param>
internal sealed class AnswerReading(byte[] body, int status, string sessionId, string taskId)
{
    private static readonly WebRunTaskRequest Look = new() { TaskDetails = "x" };

    public string SessionId => sessionId;

    public string TaskId => taskId;

    public JsonNode Json => JsonNode.Parse(ServiceResponse.WithoutMark(body).Span, documentOptions: new() { MaxDepth = 1000 })!;

    /// <summary>The only cost that stands anywhere in it.</summary>
    public decimal? Cost => Figure("cost");

    /// <summary>The first figure with one of these names that stands anywhere in it; null for none.</summary>
    /// <param name="names">The names, as a regular expression.</param>
    public decimal? Figure(string names) => Regex.Match(System.Text.Encoding.UTF8.GetString(body), $"\"(?:{names})\":\\s*(?<figure>[0-9.eE+-]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } match
        ? decimal.Parse(match.Groups["figure"].Value, NumberStyles.Float, CultureInfo.InvariantCulture)
        : null;

    public Task<WebRunTask> PollAsync() => AskAsync(client => client.GetTaskAsync(new WebRunTask { SessionId = sessionId, TaskId = taskId }));

    public Task<WebRunTask> RunAsync(WebRunOutputSchema? schema = null) => AskAsync(client => client.RunTaskAsync(Look with { OutputSchema = schema }));

    public Task<WebRunTask> SendAsync() => AskAsync(client => client.SendTaskAsync(sessionId, Look));

    public Task<WebRunSession> OpenAsync() => AskAsync(client => client.StartSessionAsync(Look, keepAlive: true));

    /// <summary>The event of an array of its name and its payload.</summary>
    public WebRunEvent Event()
    {
        using var heard = JsonDocument.Parse(body);
        var parts = heard.RootElement.EnumerateArray().ToArray();
        return LiveEvents.Read(parts[0].GetString()!, parts.Length > 1 ? parts[1].Clone() : default, sessionId, DateTimeOffset.UnixEpoch);
    }

    public WebRunTask Webhook(WebRunOutputSchema? schema = null) => WebRunClient.ReadWebhook(System.Text.Encoding.UTF8.GetString(body), schema);

    public async Task<T> AskAsync<T>(Func<WebRunClient, Task<T>> ask)
    {
        var service = new FakeService().Answer(body, status);
        return await service.RunAsync(ask(service.Client()));
    }

    public Task DoAsync(Func<WebRunClient, Task> ask) => AskAsync(async client =>
    {
        await ask(client);
        return true;
    });

    public async Task<WebRunException> RefusalAsync<T>(Func<WebRunClient, Task<T>> ask) => await Assert.ThrowsAsync<WebRunException>(() => AskAsync(ask));
}
