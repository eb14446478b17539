using System;
using System.IO;
using System.Management.Automation;

namespace WebRun.PowerShell.Execution;

/// <summary>Makes every error record of the module: id, category, target and what to do next.</summary>
internal static class ErrorRecords
{
    /// <summary>There is no key, in any of the three places.</summary>
    public static ErrorRecord ApiKeyMissing() => From(NoApiKey(), null);

    /// <summary>There is no key, in any of the three places.</summary>
    public static WebRunException NoApiKey() => new(
        WebRunErrorId.ApiKeyMissing,
        "There is no WebRun API key. Run Connect-WebRun with -ApiKey, pipe the key in as a SecureString from your vault (Get-Secret WebRun | Connect-WebRun), or set the environment variable WEBRUN_API_KEY.");

    /// <summary>The task ended without a result.</summary>
    public static ErrorRecord TaskFailed(WebRunTask task)
    {
        var why = task.Status switch
        {
            WebRunTaskStatus.Terminated => "Its session ended before the task did.",
            WebRunTaskStatus.Stopped => "It was stopped.",
            _ => task.Error?.ToString() ?? "The service does not say why.",
        };
        return From(new WebRunException(WebRunErrorId.TaskFailed, $"The task '{Shorten(task.TaskDetails ?? task.TaskId)}' has no result. {why}") { Task = task, SessionId = task.SessionId }, task);
    }

    /// <summary>The task has an answer, but not the data that was asked for.</summary>
    public static ErrorRecord OutputInvalid(WebRunTask task)
    {
        var record = From(new WebRunException(WebRunErrorId.InvalidResponse, task.Error!.Message!) { Task = task, SessionId = task.SessionId }, task);
        record.ErrorDetails.RecommendedAction = "The error's TargetObject is the task; its Message has the answer as it came.";
        return record;
    }

    /// <summary>This machine has nothing to show a web page with.</summary>
    public static ErrorRecord BrowserNotFound(Uri address, Exception cause) =>
        new(cause, nameof(BrowserNotFound), ErrorCategory.NotInstalled, address)
        {
            ErrorDetails = new ErrorDetails($"There is no browser here to open {address} with.") { RecommendedAction = "Open the address on another machine; -PassThru emits it." },
        };

    /// <summary>Anything that the client reports.</summary>
    /// <param name="failure">What it reports.</param>
    /// <param name="target">What the user gave; a task that the failure is about takes its place.</param>
    public static ErrorRecord From(WebRunException failure, object? target) =>
        new(failure, failure.Id.ToString(), Category(failure), failure.Task ?? target)
        {
            ErrorDetails = new ErrorDetails(Text(failure)) { RecommendedAction = Action(failure.Id) },
        };

    /// <summary>The same error under a whole id, or about another object.</summary>
    public static ErrorRecord With(this ErrorRecord record, string id, object? target) =>
        new(record.Exception, id, record.CategoryInfo.Category, target) { ErrorDetails = record.ErrorDetails };

    /// <summary>A text as it fits into a line.</summary>
    public static string Shorten(string? text) => text is { Length: > 80 } ? text.Substring(0, 79) + "…" : text ?? "";

    /// <summary>What the client says, and the parameter that it cannot know of.</summary>
    private static string Text(WebRunException failure) => failure.IsOfEarlierRun ? failure.Message + " -RetryUnknown runs it again all the same." : failure.Message;

    private static ErrorCategory Category(WebRunException failure) => failure.Id switch
    {
        WebRunErrorId.ApiKeyMissing or WebRunErrorId.Unauthorized => ErrorCategory.AuthenticationError,
        WebRunErrorId.Forbidden => ErrorCategory.PermissionDenied,
        WebRunErrorId.UnsafeAddress => ErrorCategory.SecurityError,
        WebRunErrorId.InvalidParameter => ErrorCategory.InvalidArgument,
        WebRunErrorId.SessionNotFound or WebRunErrorId.TaskNotFound or WebRunErrorId.NotFound => ErrorCategory.ObjectNotFound,
        WebRunErrorId.FileUnavailable when failure.InnerException is UnauthorizedAccessException => ErrorCategory.PermissionDenied,
        WebRunErrorId.FileUnavailable when failure.InnerException is null or FileNotFoundException or DirectoryNotFoundException => ErrorCategory.ObjectNotFound,
        WebRunErrorId.FileUnavailable => ErrorCategory.OpenError,
        WebRunErrorId.FileExists => ErrorCategory.ResourceExists,
        WebRunErrorId.TaskAlreadyRunning => ErrorCategory.ResourceBusy,
        WebRunErrorId.InsufficientBalance => ErrorCategory.QuotaExceeded,
        WebRunErrorId.RateLimited or WebRunErrorId.SessionLimitReached or WebRunErrorId.BudgetExceeded or WebRunErrorId.FileTooLarge => ErrorCategory.LimitsExceeded,
        WebRunErrorId.ServiceUnavailable => ErrorCategory.ResourceUnavailable,
        WebRunErrorId.ConnectionFailed or WebRunErrorId.OutcomeUnknown => ErrorCategory.ConnectionError,
        WebRunErrorId.InvalidResponse => ErrorCategory.InvalidData,
        WebRunErrorId.TaskTimeout => ErrorCategory.OperationTimeout,
        _ => ErrorCategory.InvalidResult,
    };

    private static string Action(WebRunErrorId id) => id switch
    {
        WebRunErrorId.ApiKeyMissing => "Connect-WebRun -ApiKey (Read-Host -AsSecureString)",
        WebRunErrorId.Unauthorized => "Check the key with Get-WebRunContext, and that the session is yours and still open.",
        WebRunErrorId.InsufficientBalance => "Add credit to your WebRun account, or raise its spending limit.",
        WebRunErrorId.Forbidden => "Ask the owner of the WebRun account for the permission.",
        WebRunErrorId.InvalidParameter => "Correct the value and run the command again; nothing was started.",
        WebRunErrorId.SessionNotFound => "Open a new session with New-WebRunSession.",
        WebRunErrorId.TaskNotFound => "Check SessionId and TaskId; a task is known only while its session is remembered.",
        WebRunErrorId.NotFound => "Check the id; Get-WebRunEnvironment and Get-WebRunTrigger list what the account has. A file without an environment is kept for an hour, and a link to one may hold for less.",
        WebRunErrorId.TaskAlreadyRunning => "Wait for the running task with Wait-WebRunTask, then send this one.",
        WebRunErrorId.RateLimited => "Run the command again later; nothing was started.",
        WebRunErrorId.SessionLimitReached => "End a session with Stop-WebRunSession, then run the command again; nothing was started.",
        WebRunErrorId.ServiceUnavailable => "Run the command again later; Test-WebRunService shows when the service is well.",
        WebRunErrorId.ConnectionFailed => "Check the network, and the address with Get-WebRunContext.",
        WebRunErrorId.OutcomeUnknown => "Do not simply repeat it: it may be done or running, and paid. Get-WebRunSession shows what may be open, Get-WebRunEnvironment, Get-WebRunTrigger and Get-WebRunFile what was made or kept; an idle session ends by itself after 5 minutes, a file without an environment after an hour.",
        WebRunErrorId.InvalidResponse => "Run it with -Debug to see what came back, as far as it may be shown.",
        WebRunErrorId.TaskTimeout => "Give it more time with -Timeout. A task that still runs: Wait-WebRunTask goes on waiting, Stop-WebRunSession ends its session.",
        WebRunErrorId.BudgetExceeded => "Raise -MaxCost, or make the task smaller.",
        WebRunErrorId.FileUnavailable => "Check that it is there, that no other program has it open, and that you may use it.",
        WebRunErrorId.FileExists => "Use -Force to overwrite it, or another -Destination.",
        WebRunErrorId.FileTooLarge => "Make the file smaller; for a download, -MaxSize allows more.",
        WebRunErrorId.UnsafeAddress => "Use an https address, or http on this machine.",
        _ => "The error's TargetObject is the task, with its cost and the service's reason.",
    };
}
