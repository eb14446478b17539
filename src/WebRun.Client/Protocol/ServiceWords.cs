using System;
using System.Collections.Generic;

namespace WebRun.Protocol;

/// <summary>What the client has to understand of any answer, so that no secret may hide it: a password such as "completed" would stand in every answer by chance.</summary>
internal static class ServiceWords
{
    // A shorter secret may stand in an id or a signed address by chance.
    private const int MinInAddress = 8;

    // The states of tasks and the codes of errors are not among them.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "true", "false", "healthy", "empty", "uploading", "ready",
        "message", "agent", "action", "response_update", "end_session", "instance:disconnected", "instance:reconnected",
        "at", "every", "cron", "text", "structured", "structured_json", "structured_csv", "webhook", "bot", "both",
    };

    private static readonly HashSet<string> Addresses = new(StringComparer.Ordinal) { "id", "_id", "downloadUrl", "socketURL", "webRTCURL", "webViewURL" };

    /// <summary>True for a value that is one of the service's own words, whole.</summary>
    public static bool IsWord(string value) =>
        Words.Contains(value) || TaskResponse.Status(value) is not null || ErrorCodes.Meaning(value) is not null || ErrorCodes.IsOfTask(value);

    /// <summary>True for a field whose number is one of the service's own figures, such as a cost.</summary>
    public static bool IsFigure(string? name) => name is not (null or "code") && ShownNames.IsSafeField(name);

    /// <summary>True if a secret of this length may stand by chance in the id, address or time in a field. Without the ids of a session and a task, nobody could end them: no secret hides those.</summary>
    public static bool IsByChance(string? field, int length) => field is "sessionId" or "taskId" or "pollUrl" || (length < MinInAddress && field is not null
        && (Addresses.Contains(field) || field.EndsWith("Id", StringComparison.Ordinal) || field.EndsWith("At", StringComparison.Ordinal)));
}
