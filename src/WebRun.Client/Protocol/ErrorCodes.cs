namespace WebRun.Protocol;

/// <summary>The service's error codes (API facts §6).</summary>
internal static class ErrorCodes
{
    /// <summary>What a code means for the user; null for one that is not known.</summary>
    public static WebRunErrorId? Meaning(string? code) => code switch
    {
        "INVALID_PARAMETER" or "MISSING_REQUIRED_FIELD" or "INVALID_TASK_DETAILS" or "INVALID_PARAMS" => WebRunErrorId.InvalidParameter,
        "INVALID_API_KEY" or "API_KEY_EXPIRED" or "UNAUTHORIZED" => WebRunErrorId.Unauthorized,
        "INSUFFICIENT_BALANCE" or "PAYMENT_FAILED" or "SPENDING_LIMIT_REACHED" => WebRunErrorId.InsufficientBalance,
        "SESSION_NOT_FOUND" or "SESSION_EXPIRED" => WebRunErrorId.SessionNotFound,
        "TASK_NOT_FOUND" => WebRunErrorId.TaskNotFound,
        "TASK_ALREADY_RUNNING" => WebRunErrorId.TaskAlreadyRunning,
        "RATE_LIMIT_EXCEEDED" => WebRunErrorId.RateLimited,
        "SESSION_LIMIT_REACHED" => WebRunErrorId.SessionLimitReached,
        "INSTANCE_UNAVAILABLE" or "NO_INSTANCES_AVAILABLE" => WebRunErrorId.ServiceUnavailable,
        _ => null,
    };

    /// <summary>True for a code that only a task that was started can end with.</summary>
    public static bool IsOfTask(string? code) => code is "NAVIGATION_TIMEOUT" or "ELEMENT_NOT_FOUND" or "PAGE_CRASH" or "TASK_TIMEOUT";
}
