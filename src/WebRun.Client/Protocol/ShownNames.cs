using System;
using System.Collections.Generic;

namespace WebRun.Protocol;

/// <summary>Which headers and fields a log may show: what is not listed here is hidden.</summary>
internal static class ShownNames
{
    private const string Secrets = "secrets";

    private static readonly HashSet<string> SafeHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Length", "Content-Type", "Date", "Retry-After", "User-Agent",
        "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
    };

    private static readonly HashSet<string> SafeFields = new(StringComparer.Ordinal)
    {
        "actionType", "balance", "code", "completedAt", "completion_time", "completion_tokens", "computeTime", "cost", "expiresIn", "inputTokens", "instanceCount", "level", "remaining", "required", "spend",
        "instancesAvailable", "maxDuration", "maxInputTokens", "maxOutputTokens", "mode", "newState", "outputTokens", "outputType", "pending",
        "prompt_tokens", "reachOutMode", "sessionId", "status", "submittedData", "success", "taskId", "terminateOnCompletion", "timestamp", "total_tokens", "type",

        // Fields of environments and triggers.
        "blobSize", "consecutiveFailures", "createdAt", "deliveryMode", "limit", "maxConsecutiveFailures", "nextRunAt", "page", "scheduleType",
        "timezone", "total", "totalPages", "updatedAt", "usageCount",
    };

    private static readonly HashSet<string> KnownNames = new(StringComparer.Ordinal)
    {
        "action", "auth", "avoidDomains", "content", "country", "data", "details", "dimensions", "downloadUrl", "environmentId", "error", "event", "fileId", "filename",
        "files", "height", "host", "id", "initialPrompt", "initialTask", "message", "name", "network", "originalName", "password", "policyId", "pollUrl", "port", "prompt",
        "proxy", "reason", "result", Secrets, "size", "socketURL", "source", "startingPoint", "startingUrl", "streaming", "target", "task", "taskDetails", "url", "urls",
        "usage", "username", "value", "webhook", "webRTCURL", "webViewURL", "width",

        // Fields of environments and triggers.
        "_id", "blobUploadedAt", "cronJob", "cronJobId", "cronJobs", "description", "environment", "environments", "lastUsedAt",
        "outputSchema", "pagination", "profiles", "recentRuns", "run", "runs", "scheduleAt", "scheduleCron", "scheduleInterval", "userId",
    };

    /// <summary>True for a header that may be shown.</summary>
    public static bool IsSafeHeader(string name) => SafeHeaders.Contains(name);

    /// <summary>True for a field whose value is known to be harmless.</summary>
    public static bool IsSafeField(string name) => SafeFields.Contains(name);

    /// <summary>True for a field whose name may be shown.</summary>
    public static bool IsKnown(string name) => SafeFields.Contains(name) || KnownNames.Contains(name);

    /// <summary>True for a field whose own fields the user names, so that no list can tell which are harmless.</summary>
    public static bool HoldsSecrets(string name) => name == Secrets;
}
