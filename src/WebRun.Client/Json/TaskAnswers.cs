using System;
using System.Linq;
using System.Text.Json;

namespace WebRun.Json;

/// <summary>Reads every form of answer about a task as the same thing.</summary>
internal static class TaskAnswers
{
    /// <summary>What the answer says of a task, on top of what is known of it already.</summary>
    /// <returns>The task; null when the answer is not about one.</returns>
    public static WebRunTask? Read(TaskAnswer answer, WebRunTask known, DateTimeOffset now)
    {
        if (Outcome(answer) is not { } status)
        {
            return null;
        }

        var inner = answer.Result ?? answer;
        var message = status == WebRunTaskStatus.Completed ? inner.Data?.Message ?? inner.Message : null;
        var ended = status is not (WebRunTaskStatus.Pending or WebRunTaskStatus.Running or WebRunTaskStatus.WaitingForInput);
        return TaskOutput.Read(known with
        {
            // What was asked for stays, whatever an answer says.
            SessionId = known.SessionId ?? answer.SessionId ?? inner.SessionId,
            TaskId = known.TaskId ?? answer.TaskId ?? inner.TaskId,
            Status = status,
            Message = message,
            Guardrail = status == WebRunTaskStatus.WaitingForInput ? new(inner.Data?.Type, inner.Data?.Value ?? inner.Data?.Message ?? inner.Message) : null,
            Error = status == WebRunTaskStatus.Failed ? new(inner.Code ?? answer.Code, inner.Words ?? answer.Words ?? inner.Data?.Message) : null,
            Files = inner.Data is { } files ? [.. files.Files.Objects().Select(File)] : known.Files,
            Network = inner.Data is { } network ? [.. network.Network.Objects().Select(Network)] : known.Network,
            Usage = Usage(answer, inner) ?? known.Usage,
            PollUrl = Uri.TryCreate(answer.PollUrl, UriKind.Absolute, out var pollUrl) ? pollUrl : known.PollUrl,
            CompletedAt = ended ? WireTime.FromText(answer.CompletedAt ?? inner.CompletedAt) ?? now : null,
        });
    }

    /// <summary>Where the task is, by whichever of its fields says so; null when none does.</summary>
    private static WebRunTaskStatus? Outcome(TaskAnswer answer) =>
        ByWord(answer.Result?.Type) ?? ByWord(answer.Result?.Status) ?? ByWord(answer.Type) ?? ByWord(answer.Status)
        ?? (bool.TryParse(answer.Pending, out var pending) && pending ? WebRunTaskStatus.Pending : null);

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

    private static WebRunUsage? Usage(TaskAnswer answer, TaskAnswer inner)
    {
        UsageAnswer?[] places = [inner.Usage, inner.Data?.Usage, inner.Data, answer.Usage];
        if (places.FirstOrDefault(HasSomething) is not { } usage)
        {
            return null;
        }

        var read = usage.PromptTokens ?? usage.InputTokens ?? 0;
        var written = usage.CompletionTokens ?? usage.OutputTokens ?? 0;
        return new WebRunUsage
        {
            PromptTokens = (long)read,
            CompletionTokens = (long)written,
            TotalTokens = (long)(usage.TotalTokens ?? read + written),
            CompletionTime = Seconds(usage.CompletionTime ?? usage.ComputeTime ?? 0),
            Cost = (decimal?)usage.Cost,
        };
    }

    private static bool HasSomething(UsageAnswer? usage) => usage is not null
        && (usage.Cost ?? usage.PromptTokens ?? usage.CompletionTokens ?? usage.TotalTokens ?? usage.InputTokens ?? usage.OutputTokens) is not null;

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

    // A number that no duration can hold says nothing.
    private static TimeSpan Seconds(double seconds) => seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
}
