using System;
using System.Text.Json;
using WebRun.Schemas;

namespace WebRun.Protocol;

/// <summary>Reads what a user's endpoint received (API facts §9): the whole answer, the output alone, or only that the task has ended.</summary>
internal static class WebhookReader
{
    /// <summary>The task, as far as the payload tells.</summary>
    /// <param name="payload">The body that was received.</param>
    /// <param name="schema">What the task was sent with; null for text.</param>
    /// <param name="now">When it was received.</param>
    public static WebRunTask Read(string payload, WebRunOutputSchema? schema, DateTimeOffset now)
    {
        var known = new WebRunTask { OutputSchema = schema };
        var text = payload.TrimStart('\uFEFF');
        return Envelope(text) is not { } envelope ? Ended(known with { Message = OutputText(text) }, now)
            : TaskResponse.Read(envelope, known, now) is { } told ? told
            : Ended(known with { SessionId = envelope.SessionId, TaskId = envelope.Json.AnyText("taskId") }, WireTime.FromText(envelope.Json.AnyText("completedAt")) ?? now);
    }

    /// <summary>The payload, if it is the service's own object; null for an output, whatever that looks like.</summary>
    private static ServiceResponse? Envelope(string text)
    {
        try
        {
            var answer = ServiceResponse.Parse(System.Text.Encoding.UTF8.GetBytes(text));
            var isPing = answer.Json.Text("event") is not null && answer.Json.Text("taskId") is not null;
            var isAnswer = answer.Json.Field("success").ValueKind is JsonValueKind.True or JsonValueKind.False || answer.Json.Text("type") is "task_completed" or "guardrail_trigger" or "failed";
            return isPing || isAnswer ? answer : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

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
