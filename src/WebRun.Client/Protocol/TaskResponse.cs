using System;
using System.Linq;
using System.Text.Json;
using WebRun.Models;
using WebRun.Schemas;

namespace WebRun.Protocol;

/// <summary>Reads every form of answer about a task into the same model.</summary>
internal static class TaskResponse
{
    /// <summary>What the answer says about a task, added to what is already known about it.</summary>
    /// <returns>The task; null if the answer is not about one.</returns>
    /// <exception cref="JsonException">It contains a result in an unknown form.</exception>
    public static WebRunTask? Read(ServiceResponse answer, WebRunTask known, DateTimeOffset now)
    {
        if (Outcome(answer.Json) is not { } status)
        {
            return null;
        }

        // Some deployments wrap the answer.
        var inner = answer.Json.Field("result") is { ValueKind: JsonValueKind.Object } result ? new ServiceResponse(result) : answer;
        var data = inner.Json.Field("data");
        if (IsOdd(answer.Json.Field("result")) || IsOdd(data))
        {
            throw new JsonException("The result is not a JSON object.");
        }

        var message = data.AnyText("message") ?? inner.Json.AnyText("message");
        var ended = status is not (WebRunTaskStatus.Pending or WebRunTaskStatus.Running or WebRunTaskStatus.WaitingForInput);
        return TaskOutput.Read(known with
        {
            // The request stays as it was, whatever an answer says.
            SessionId = known.SessionId ?? answer.SessionId ?? inner.SessionId,
            TaskId = known.TaskId ?? answer.Json.AnyText("taskId") ?? inner.Json.AnyText("taskId"),
            Status = status,
            Message = status == WebRunTaskStatus.Completed ? message : null,
            Guardrail = status == WebRunTaskStatus.WaitingForInput ? new(data.AnyText("type"), data.AnyText("value") ?? message) : null,
            Error = status == WebRunTaskStatus.Failed ? new(inner.Code ?? answer.Code, inner.ErrorMessage ?? answer.ErrorMessage ?? data.AnyText("message")) : null,
            Files = data.ValueKind == JsonValueKind.Object ? [.. data.Field("files").Objects().Select(File)] : known.Files,
            Network = data.ValueKind == JsonValueKind.Object ? [.. data.Field("network").Objects().Select(Network)] : known.Network,
            Usage = UsageIn(inner.Json) ?? Usage(answer.Json.Field("usage")) ?? known.Usage,
            PollUrl = Uri.TryCreate(answer.Json.AnyText("pollUrl"), UriKind.Absolute, out var pollUrl) ? pollUrl : known.PollUrl,
            CompletedAt = ended ? WireTime.FromText(answer.Json.AnyText("completedAt") ?? inner.Json.AnyText("completedAt")) ?? now : null,
        });
    }

    /// <summary>True if an answer or an event has a result with it.</summary>
    public static bool HasResult(JsonElement answer) => answer.Field("data").ValueKind == JsonValueKind.Object;

    /// <summary>The usage so far, from wherever an answer or an event has it; null if it has none.</summary>
    public static WebRunUsage? UsageIn(JsonElement answer)
    {
        var data = answer.Field("data");
        return Usage(answer.Field("usage")) ?? Usage(data.Field("usage")) ?? Usage(data);
    }

    /// <summary>True if it exists and is not an object.</summary>
    private static bool IsOdd(JsonElement part) => part.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined);

    /// <summary>The status of the task, from whichever field has it; null if none does.</summary>
    private static WebRunTaskStatus? Outcome(JsonElement answer) =>
        ByWord(answer.Field("result").AnyText("type")) ?? ByWord(answer.Field("result").AnyText("status")) ?? ByWord(answer.AnyText("type")) ?? ByWord(answer.AnyText("status"))
        ?? (bool.TryParse(answer.AnyText("pending"), out var pending) && pending ? WebRunTaskStatus.Pending : null);

    private static WebRunTaskStatus? ByWord(string? word) => word?.ToUpperInvariant() switch
    {
        "TASK_COMPLETED" or "COMPLETED" or "COMPLETE" => WebRunTaskStatus.Completed,
        "GUARDRAIL_TRIGGER" or "WAITING_FOR_INPUT" => WebRunTaskStatus.WaitingForInput,
        "FAILED" or "ERROR" => WebRunTaskStatus.Failed,
        "TERMINATED" or "EXPIRED" => WebRunTaskStatus.Terminated,
        "STOPPED" => WebRunTaskStatus.Stopped,
        "RUNNING" or "ACTIVE" or "PAUSED" or "ORPHANED" => WebRunTaskStatus.Running,
        "PENDING" or "QUEUED" => WebRunTaskStatus.Pending,
        _ => null,
    };

    /// <summary>The usage from one of the places where it may be, under the documented names or the older ones; null if it is missing.</summary>
    private static WebRunUsage? Usage(JsonElement usage)
    {
        var cost = usage.AnyNumber("cost");
        var read = usage.AnyNumber("prompt_tokens") ?? usage.AnyNumber("inputTokens");
        var written = usage.AnyNumber("completion_tokens") ?? usage.AnyNumber("outputTokens");
        var total = usage.AnyNumber("total_tokens");
        return (cost ?? read ?? written ?? total) is null ? null : new WebRunUsage
        {
            PromptTokens = (long)(read ?? 0),
            CompletionTokens = (long)(written ?? 0),
            TotalTokens = (long)(total ?? (read ?? 0) + (written ?? 0)),
            CompletionTime = Seconds(usage.AnyNumber("completion_time") ?? usage.AnyNumber("computeTime") ?? 0),
            Cost = (decimal?)cost,
        };
    }

    private static WebRunFile File(JsonElement file) => new()
    {
        FileName = file.Text("filename"),
        Source = file.Text("source"),
        DownloadUrl = file.Text("downloadUrl"),
        CreatedAt = WireTime.FromUnixMilliseconds(file.Number("timestamp")),
    };

    private static WebRunNetworkEntry Network(JsonElement entry) => new(
        entry.Text("id"),
        entry.Text("taskId"),
        [.. entry.Field("urls").Objects().Select(v => new WebRunVisit(v.Text("url"), WireTime.FromUnixMilliseconds(v.Number("timestamp"))))]);

    // A number that is too large for a duration is ignored.
    private static TimeSpan Seconds(double seconds) => seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
}
