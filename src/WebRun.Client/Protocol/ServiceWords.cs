using System;
using System.Collections.Generic;

namespace WebRun.Protocol;

/// <summary>What the client has to understand of any answer, so that no secret may hide it: a password such as "completed" would stand in every answer by chance.</summary>
internal static class ServiceWords
{
    // A shorter secret may stand in an id or a signed address by chance, and the session could then not be ended.
    private const int MinInAddress = 8;

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        // States of tasks, sessions and triggers.
        "TASK_COMPLETED", "COMPLETED", "COMPLETE", "SUCCEEDED", "FINISHED", "DONE", "GUARDRAIL_TRIGGER", "WAITING_FOR_INPUT", "FAILED", "TASK_FAILED", "FAILURE", "ERROR",
        "TIMEOUT", "TIMED_OUT", "CRASHED", "REJECTED", "TERMINATED", "EXPIRED", "INSTANCE_LOST", "STOPPED", "CANCELLED", "CANCELED", "ABORTED", "RUNNING", "ACTIVE", "PAUSED",
        "ORPHANED", "IN_PROGRESS", "PENDING", "QUEUED", "STARTED", "TASK_STARTED", "ENDED", "IDLE", "TRUE", "FALSE",

        // Events.
        "message", "agent", "action", "response_update", "end_session", "instance:disconnected", "instance:reconnected",

        // Triggers.
        "at", "every", "cron", "text", "structured", "structured_json", "structured_csv", "webhook", "bot", "both",
    };

    private static readonly HashSet<string> Addresses = new(StringComparer.Ordinal) { "id", "_id", "pollUrl", "downloadUrl", "socketURL", "webRTCURL", "webViewURL" };

    /// <summary>True for the name of a field that says nothing but what it always says.</summary>
    public static bool IsName(string name) => ShownNames.IsKnown(name);

    /// <summary>True for a value that is one of the service's own words, whole.</summary>
    public static bool IsWord(string value) => Words.Contains(value) || ErrorCodes.Meaning(value) is not null || ErrorCodes.IsOfTask(value);

    /// <summary>True for a field whose number is one of the service's own figures, such as a cost.</summary>
    public static bool IsFigure(string name) => name != "code" && ShownNames.IsSafeField(name);

    /// <summary>True if a secret of this length may stand by chance in the id, address or time in a field.</summary>
    public static bool IsByChance(string? name, int length) => length < MinInAddress && name is not null
        && (Addresses.Contains(name) || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("At", StringComparison.Ordinal));
}
