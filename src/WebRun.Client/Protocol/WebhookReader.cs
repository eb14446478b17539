using System;
using System.Linq;
using System.Text.Json;
using WebRun.Schemas;

namespace WebRun.Protocol;

/// <summary>Reads what a user's endpoint received (API facts §9): the whole answer, the output alone, or only that the task has ended.</summary>
internal static class WebhookReader
{
    private static readonly string[] Parts = ["data", "result", "usage"];

    /// <summary>The task, as far as the payload tells.</summary>
    /// <param name="payload">The body that was received.</param>
    /// <param name="schema">What the task was sent with; null for text.</param>
    /// <param name="now">When it was received.</param>
    public static WebRunTask Read(string payload, WebRunOutputSchema? schema, DateTimeOffset now)
    {
        var known = new WebRunTask { Schema = schema };
        var text = payload.TrimStart('\uFEFF');
        return Parse(text) is not { } answer ? Output()
            : IsAnswer(answer.Json) && TaskResponse.Read(answer, known, now) is { } told ? told
            : IsPing(answer.Json) ? Ended(known with { SessionId = answer.SessionId, TaskId = answer.Json.AnyText("taskId") }, WireTime.FromText(answer.Json.AnyText("completedAt")) ?? now)
            : Output();

        WebRunTask Output() => Ended(known with { Message = OutputText(text) }, now);
    }

    private static ServiceResponse? Parse(string text)
    {
        try
        {
            return ServiceResponse.Parse(System.Text.Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>True for the service's own answer. An output may well have a success, a type or a status, but not all that belongs to them.</summary>
    private static bool IsAnswer(JsonElement json)
    {
        var isCalled = json.Field("success").ValueKind is JsonValueKind.True or JsonValueKind.False || IsWord(json) || IsWord(json.Field("result"));
        var hasPart = json.Text("taskId") is not null || json.Text("code") is not null || Parts.Any(name => json.Field(name).ValueKind == JsonValueKind.Object);
        return isCalled && hasPart;
    }

    private static bool IsWord(JsonElement json) => json.Text("type") is "task_completed" or "guardrail_trigger" or "failed";

    private static bool IsPing(JsonElement json) => json.Text("event") is not null && json.Text("taskId") is not null;

    /// <summary>The output alone: JSON that is a text stands for that text.</summary>
    private static string OutputText(string text)
    {
        try
        {
            return text.TrimStart().StartsWith("\"", StringComparison.Ordinal) && PlainJson.Parse(text) is string inner ? inner : text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static WebRunTask Ended(WebRunTask task, DateTimeOffset at) => Models.TaskOutput.Read(task with { Status = WebRunTaskStatus.Completed, CompletedAt = at });
}
