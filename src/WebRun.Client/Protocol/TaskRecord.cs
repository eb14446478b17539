using System;
using System.Text.Json;

namespace WebRun.Protocol;

/// <summary>Writes a task in the form of the service's own answers, so that <see cref="TaskResponse"/> reads it.</summary>
internal static class TaskRecord
{
    /// <summary>Writes everything that an answer says about a task.</summary>
    /// <param name="json">Receives it.</param>
    /// <param name="task">The task.</param>
    /// <param name="mask">Removes from a text what must not be written.</param>
    public static void Write(Utf8JsonWriter json, WebRunTask task, Func<string, string> mask)
    {
        json.WriteStartObject();
        json.WriteString("sessionId", task.SessionId);
        json.WriteString("taskId", task.TaskId);
        json.WriteString("status", task.Status == WebRunTaskStatus.WaitingForInput ? "waiting_for_input" : task.Status.ToString());
        WriteText(json, "code", task.Error?.Code, mask);
        WriteText(json, "error", task.Error?.Message, mask);
        json.WritePropertyName("data");
        WriteData(json, task, mask);
        if (task.Usage is { } usage)
        {
            json.WritePropertyName("usage");
            WriteUsage(json, usage);
        }

        if (task.CompletedAt is { } completed)
        {
            json.WriteString("completedAt", completed);
        }

        json.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter json, WebRunTask task, Func<string, string> mask)
    {
        json.WriteStartObject();
        WriteText(json, "message", task.Message, mask);
        WriteText(json, "type", task.Guardrail?.Type, mask);
        WriteText(json, "value", task.Guardrail?.Value, mask);
        json.WriteStartArray("files");
        foreach (var file in task.Files)
        {
            json.WriteStartObject();
            WriteText(json, "filename", file.FileName, mask);
            WriteText(json, "source", file.Source, mask);
            WriteText(json, "downloadUrl", file.DownloadUrl, mask);
            WriteTime(json, file.CreatedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("network");
        foreach (var entry in task.Network)
        {
            json.WriteStartObject();
            WriteText(json, "id", entry.Id);
            WriteText(json, "taskId", entry.TaskId);
            json.WriteStartArray("urls");
            foreach (var visit in entry.Urls)
            {
                json.WriteStartObject();
                WriteText(json, "url", visit.Url, mask);
                WriteTime(json, visit.Timestamp);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, WebRunUsage usage)
    {
        json.WriteStartObject();
        RequestParts.WriteNumber(json, "prompt_tokens", usage.ReportedPrompt);
        RequestParts.WriteNumber(json, "completion_tokens", usage.ReportedCompletion);
        RequestParts.WriteNumber(json, "total_tokens", usage.ReportedTotal);
        if (usage.ReportedTime is { } time)
        {
            json.WriteNumber("completion_time", time.TotalSeconds);
        }

        if (usage.Cost is { } cost)
        {
            json.WriteNumber("cost", cost);
        }

        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text, Func<string, string>? mask = null)
    {
        if (text is not null)
        {
            json.WriteString(name, mask is null ? text : mask(text));
        }
    }

    private static void WriteTime(Utf8JsonWriter json, DateTimeOffset? time)
    {
        if (time is not null)
        {
            json.WriteNumber("timestamp", time.Value.ToUnixTimeMilliseconds());
        }
    }
}
