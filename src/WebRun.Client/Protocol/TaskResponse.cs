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
        if (Outcome(answer) is not { } status)
        {
            return null;
        }

        var inner = Unwrapped(answer);
        var data = inner.Json.Field("data");
        if (HasOddResult(answer, status))
        {
            throw new JsonException("The result is not a JSON object.");
        }

        var message = data.AnyText("message") ?? inner.Json.AnyText("message");
        var pollUrl = Uri.TryCreate(answer.Json.AnyText("pollUrl"), UriKind.Absolute, out var told) ? told : null;
        var polled = Ids(pollUrl);
        var ended = status is not (WebRunTaskStatus.Pending or WebRunTaskStatus.Running or WebRunTaskStatus.WaitingForInput);
        return TaskOutput.Read(known with
        {
            // The request stays as it was, whatever an answer says.
            SessionId = known.SessionId ?? answer.SessionId ?? inner.SessionId ?? polled.SessionId,
            TaskId = known.TaskId ?? answer.Json.AnyText("taskId") ?? inner.Json.AnyText("taskId") ?? polled.TaskId,
            Status = status,
            Message = status == WebRunTaskStatus.Completed ? message : null,
            Guardrail = status == WebRunTaskStatus.WaitingForInput ? new(data.AnyText("type"), data.AnyText("value") ?? message) : null,
            Error = Error(status, inner.Code ?? answer.Code ?? data.AnyText("code"), inner.ErrorMessage ?? answer.ErrorMessage ?? data.AnyText("message")),
            Files = data.Field("files") is { ValueKind: JsonValueKind.Array } files ? [.. files.Objects().Select(File)] : known.Files,
            Network = data.Field("network") is { ValueKind: JsonValueKind.Array } network ? [.. network.Objects().Select(Network)] : known.Network,
            Usage = UsageReader.Read(known.Usage, inner.Json.Field("usage"), data, data.Field("usage"), answer.Json.Field("usage")),
            PollUrl = pollUrl ?? known.PollUrl,
            FromJournal = false,
            CompletedAt = ended ? WireTime.FromText(answer.Json.AnyText("completedAt") ?? inner.Json.AnyText("completedAt")) ?? now : null,
        });
    }

    /// <summary>True if <see cref="Read"/> gives a task.</summary>
    public static bool CanRead(ServiceResponse answer) => Outcome(answer) is { } status && !HasOddResult(answer, status);

    /// <summary>True if an answer or an event has a result with it.</summary>
    public static bool HasResult(JsonElement answer) => answer.Field("data").ValueKind == JsonValueKind.Object;

    /// <summary>The answer without what some deployments wrap it in.</summary>
    private static ServiceResponse Unwrapped(ServiceResponse answer) => answer.Json.Field("result") is { ValueKind: JsonValueKind.Object } result ? new ServiceResponse(result) : answer;

    private static bool HasOddResult(ServiceResponse answer, WebRunTaskStatus status) =>
        status == WebRunTaskStatus.Completed && (IsOdd(answer.Json.Field("result")) || IsOdd(Unwrapped(answer).Json.Field("data")));

    /// <summary>True if it exists and is not an object.</summary>
    private static bool IsOdd(JsonElement part) => part.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null or JsonValueKind.Undefined);

    /// <summary>True for the failure of a task that was started, whatever HTTP status it comes with, and wherever its code stands.</summary>
    public static bool IsFailure(ServiceResponse answer) => answer.Success != true
        && (ErrorCodes.IsOfTask(answer.Code) || ErrorCodes.IsOfTask(answer.Json.Field("data").AnyText("code")) || ErrorCodes.IsOfTask(answer.Json.Field("result").AnyText("code")));

    /// <summary>The ids at the end of an address to poll; null where it has none.</summary>
    private static (string? SessionId, string? TaskId) Ids(Uri? pollUrl) =>
        pollUrl?.AbsolutePath.Split('/') is { Length: >= 4 } parts && parts[parts.Length - 3] is "task" ? (parts[parts.Length - 2], parts[parts.Length - 1]) : default;

    /// <summary>The status of the task, from whichever field has it; null if the answer is about no task.</summary>
    private static WebRunTaskStatus? Outcome(ServiceResponse answer)
    {
        var (json, result) = (answer.Json, answer.Json.Field("result"));
        return Status(result.AnyText("type")) ?? Status(result.AnyText("status")) ?? Status(json.AnyText("type")) ?? Status(json.AnyText("status"))
            ?? (bool.TryParse(json.AnyText("pending"), out var pending) && pending ? WebRunTaskStatus.Pending
                : IsFailure(answer) || (answer.Success == false && IsAboutTask(answer)) ? WebRunTaskStatus.Failed
                : answer.Success != false && json.Text("pollUrl") is not null ? WebRunTaskStatus.Pending
                : null);
    }

    /// <summary>True for a failure that has what only a task has. A refusal, by its code, is about no task, and nor is the failure of a request.</summary>
    private static bool IsAboutTask(ServiceResponse answer) => ErrorCodes.Meaning(answer.Code) is null
        && (answer.Json.Field("usage").ValueKind == JsonValueKind.Object || answer.Json.AnyText("taskId") is not null);

    /// <summary>What a word says about a task; null if it says nothing.</summary>
    public static WebRunTaskStatus? Status(string? word) => word?.ToUpperInvariant() switch
    {
        "TASK_COMPLETED" or "COMPLETED" or "COMPLETE" or "SUCCEEDED" or "FINISHED" or "DONE" => WebRunTaskStatus.Completed,
        "GUARDRAIL_TRIGGER" or "WAITING_FOR_INPUT" => WebRunTaskStatus.WaitingForInput,
        "FAILED" or "TASK_FAILED" or "FAILURE" or "ERROR" or "TIMEOUT" or "TIMED_OUT" or "CRASHED" or "REJECTED" => WebRunTaskStatus.Failed,
        "TERMINATED" or "EXPIRED" or "INSTANCE_LOST" => WebRunTaskStatus.Terminated,
        "STOPPED" or "CANCELLED" or "CANCELED" or "ABORTED" => WebRunTaskStatus.Stopped,
        "RUNNING" or "ACTIVE" or "PAUSED" or "ORPHANED" or "IN_PROGRESS" => WebRunTaskStatus.Running,
        "PENDING" or "QUEUED" or "STARTED" or "TASK_STARTED" => WebRunTaskStatus.Pending,
        _ => null,
    };

    /// <summary>What the service says about an end without a result: always for a failure, else if it says anything.</summary>
    private static WebRunTaskError? Error(WebRunTaskStatus status, string? code, string? message) => status switch
    {
        WebRunTaskStatus.Failed => new(code, message),
        WebRunTaskStatus.Stopped or WebRunTaskStatus.Terminated when (code ?? message) is not null => new(code, message),
        _ => null,
    };

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
}
