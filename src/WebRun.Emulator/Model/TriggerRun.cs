using System;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>One run of a trigger: its task, or why it has none.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class TriggerRun(string triggerId, DateTimeOffset createdAt, bool isManual, EmulatedTask? task, string? refusal, bool namesTask)
{
    public string Id { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    public bool IsOver => task is null || task.IsOver;

    public bool HasFailed => Status is "failed";

    private string Status => task?.State switch
    {
        TaskState.Completed => "completed",
        null or TaskState.Failed or TaskState.Stopped or TaskState.Terminated => "failed",
        _ => "running",
    };

    private string? Error => refusal ?? task?.Failure?.Message;

    public JsonObject Describe()
    {
        var described = new JsonObject
        {
            ["_id"] = Id,
            ["cronJobId"] = triggerId,
            ["status"] = Status,
            ["createdAt"] = JsonText.Time(createdAt),
        };
        if (task is not null && namesTask)
        {
            described["sessionId"] = task.SessionId;
            described["taskId"] = task.Id;
        }

        if (Error is not null && namesTask)
        {
            described["error"] = Error;
        }

        return described;
    }

    public TriggerRunRecord Record() => new()
    {
        RunId = Id,
        TriggerId = triggerId,
        IsManual = isManual,
        Status = Status,
        SessionId = task?.SessionId,
        TaskId = task?.Id,
        Error = Error,
        CreatedAt = createdAt,
    };
}
