using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace WebRun.Client.Tests;

/// <summary>Holds what the client has read against the JSON of the answer.</summary>
internal static class AnswerCheck
{
    /// <summary>The rows of a CSV output, each with the cells of these columns.</summary>
    public static string[] Cells(object? output, params string[] columns) => [.. Assert.IsType<object?[]>(output).Cast<IReadOnlyDictionary<string, object?>>().Select(row => string.Join(' ', columns.Select(column => row.GetValueOrDefault(column))))];

    /// <summary>What the answer says stands in the task: ids, the agent's words, the cost to the cent, the code of an error, the question.</summary>
    public static void Fits(AnswerReading answer, WebRunTask task, WebRunTaskStatus status, string? word, bool hasIds)
    {
        var data = (answer.Json["result"] ?? answer.Json)["data"];
        Assert.Equal((status, answer.Cost), (task.Status, task.Cost));
        Assert.Equal(hasIds ? (answer.SessionId, answer.TaskId) : default, (task.SessionId, task.TaskId));
        Assert.Equal(status == WebRunTaskStatus.Completed ? (string?)data!["message"] : null, task.Message);
        Assert.Equal(status == WebRunTaskStatus.WaitingForInput ? word : null, task.Guardrail?.Value);
        Assert.Equal(status == WebRunTaskStatus.Failed ? word : null, task.Error?.Code);
        Assert.Equal(status is WebRunTaskStatus.Failed ? (string?)answer.Json["error"] : status is WebRunTaskStatus.Stopped or WebRunTaskStatus.Terminated ? (string?)answer.Json["message"] : null, task.Error?.Message);
        Assert.Equal(Texts(data, "files", "filename", "downloadUrl", "source", "timestamp"), task.Files.Select(file => $"{file.FileName} {file.DownloadUrl} {file.Source} {file.CreatedAt?.ToUnixTimeMilliseconds()}"));
        Assert.Equal(Texts(data, "network", "id", "taskId"), task.Network.Select(entry => $"{entry.Id} {entry.TaskId}"));
        Assert.Equal(
            (answer.Figure("prompt_tokens|inputTokens"), answer.Figure("completion_tokens|outputTokens"), answer.Figure("completion_time") ?? answer.Figure("computeTime")),
            task.Usage is { } usage ? ((decimal?)usage.PromptTokens, (decimal?)usage.CompletionTokens, (decimal?)Math.Round(usage.CompletionTime.TotalSeconds, 3)) : default);
        Assert.Equal((string?)answer.Json["pollUrl"], task.PollUrl?.OriginalString);
        if ((answer.Json["completedAt"] ?? answer.Json["result"]?["completedAt"]) is { } ended)
        {
            Assert.Equal(DateTimeOffset.Parse((string)ended!, CultureInfo.InvariantCulture), task.CompletedAt);
        }

        Assert.Equal(status is WebRunTaskStatus.Pending or WebRunTaskStatus.Running or WebRunTaskStatus.WaitingForInput, task.CompletedAt is null);
    }

    private static IEnumerable<string> Texts(JsonNode? data, string list, params string[] fields) =>
        (data?[list] as JsonArray ?? []).Select(item => string.Join(' ', fields.Select(field => item![field])));
}
