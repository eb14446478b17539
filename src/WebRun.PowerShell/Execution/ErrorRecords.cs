using System;
using System.IO;
using System.Management.Automation;
using WebRun.Models;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell.Execution;

/// <summary>Creates every error record of the module: id, category, target, and a text that also says what to do next.</summary>
/// <remarks>The text says it because only PowerShell 7.5 and later show a RecommendedAction, which would say it a second time there.</remarks>
internal static class ErrorRecords
{
    /// <summary>The task ended without a result.</summary>
    public static ErrorRecord TaskFailed(WebRunTask task)
    {
        var why = task.Status switch
        {
            WebRunTaskStatus.Terminated => "Its session ended before the task did.",
            WebRunTaskStatus.Stopped => task.Error is { } said ? $"It was stopped: {said}" : "It was stopped.",
            _ => task.Error?.ToString() ?? "The service gave no reason.",
        };
        var what = $"The task '{Display.Shorten(task.TaskDetails ?? task.TaskId)}' has no result.";
        if (task.Steps is { Count: > 0 and var number } steps)
        {
            what = FormattableString.Invariant($"Step {number} of {task.Then!.Count + 1} failed: '{Display.Shorten(steps[number - 1].TaskDetails!)}' has no result.{(number > 1 ? " The steps before it are paid for." : "")}");
        }

        return From(new WebRunException(WebRunErrorId.TaskFailed, $"{what} {why}") { Task = task, SessionId = task.SessionId }, task);
    }

    /// <summary>The task has an answer, but it does not fit the schema, or is not as the user asserts.</summary>
    public static ErrorRecord OutputInvalid(WebRunTask task)
    {
        if (task.IsNotAsAsserted())
        {
            var why = task.Error!.Message!.TrimEnd().TrimEnd('.');
            return From(new WebRunException(WebRunErrorId.AssertionFailed, $"The answer to the task '{Display.Shorten(task.TaskDetails ?? task.TaskId)}' is not as asserted: {why}.") { Task = task, SessionId = task.SessionId }, task);
        }

        var failure = new WebRunException(WebRunErrorId.InvalidResponse, task.Error!.Message!) { Task = task, SessionId = task.SessionId };
        return From(failure, task, "The error's TargetObject is the task; its Message is the answer that the service sent.");
    }

    /// <summary>No browser on this machine can open an address.</summary>
    public static ErrorRecord BrowserNotFound(Uri address, Exception cause) =>
        new(cause, nameof(BrowserNotFound), ErrorCategory.NotInstalled, address)
        {
            ErrorDetails = new ErrorDetails($"{address} could not be opened, because this machine has no browser. Open the address on another machine; -PassThru emits it."),
        };

    /// <summary>An object from the pipeline that nothing would use, with the id that PowerShell's own commands have for it.</summary>
    public static ErrorRecord InputNotBound(string why, object? input) =>
        From(new WebRunException(WebRunErrorId.InvalidParameter, why), input).With("InputObjectNotBound", input);

    /// <summary>An error of the client.</summary>
    /// <param name="failure">The error.</param>
    /// <param name="target">What the user gave; if the failure is about a task, the task is used instead.</param>
    public static ErrorRecord From(WebRunException failure, object? target) => From(
        failure,
        target,
        failure.IsDailyLimit ? "Raise it with Connect-WebRun -DailyLimit or WEBRUN_DAILY_LIMIT, lower -MaxCost, or run the task on another day; Measure-WebRunCost -Since (Get-Date).Date -By Hour shows what was spent."
            : Action(failure is { Id: WebRunErrorId.InvalidParameter, Task: not null } ? WebRunErrorId.TaskFailed : failure.Id));

    /// <summary>A limit of a batch was reached.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="message">What happened.</param>
    /// <param name="next">What to do next.</param>
    /// <param name="rows">The rows that did not start.</param>
    public static ErrorRecord BatchStopped(WebRunErrorId id, string message, string next, object?[] rows) => From(new WebRunException(id, message), rows, next);

    /// <summary>Any other exception: its type is the id.</summary>
    public static ErrorRecord Unexpected(Exception failure, object? target) =>
        Create(failure, failure.GetType().Name, ErrorCategory.NotSpecified, target, new ErrorDetails(SafeText.Lines(failure.Message)));

    /// <summary>The same error with a full id, or about another object.</summary>
    public static ErrorRecord With(this ErrorRecord record, string id, object? target) =>
        Create(record.Exception, id, record.CategoryInfo.Category, target, record.ErrorDetails);

    /// <summary>The same error with the place of its row in front.</summary>
    public static ErrorRecord InRow(this ErrorRecord record, int? number)
    {
        record.ErrorDetails = new ErrorDetails(CurrentRow.Named(record.ToString(), number));
        return record;
    }

    private static ErrorRecord From(WebRunException failure, object? target, string action)
    {
        var text = Text(failure).TrimEnd();
        var end = text.Length == 0 || text[text.Length - 1] is '.' or '!' or '?' or '…' ? "" : ".";
        return Create(failure, failure.Id.ToString(), Category(failure), failure.Task ?? target, new ErrorDetails(action.Length == 0 ? text : $"{text}{end} {action}"));
    }

    private static ErrorRecord Create(Exception failure, string id, ErrorCategory category, object? target, ErrorDetails details)
    {
        var record = new ErrorRecord(failure, id, category, target) { ErrorDetails = details };
        if (target is string or PSObject)
        {
            try
            {
                // A view of errors shows it. Our own types show themselves as they may be shown.
                record.CategoryInfo.TargetName = SafeText.Line(target.ToString());
            }
            catch (RuntimeException)
            {
                // A property of the user's object cannot be read.
                record.CategoryInfo.TargetName = "";
            }
        }

        return record;
    }

    /// <summary>The client's message, with the parameter that the client does not know.</summary>
    private static string Text(WebRunException failure) => failure.IsOfEarlierRun ? failure.Message + " -RetryUnknown runs it again anyway." : failure.Message;

    private static ErrorCategory Category(WebRunException failure) => failure.Id switch
    {
        WebRunErrorId.ApiKeyMissing or WebRunErrorId.Unauthorized => ErrorCategory.AuthenticationError,
        WebRunErrorId.Forbidden => ErrorCategory.PermissionDenied,
        WebRunErrorId.UnsafeAddress => ErrorCategory.SecurityError,
        WebRunErrorId.InvalidParameter => ErrorCategory.InvalidArgument,
        WebRunErrorId.SessionNotFound or WebRunErrorId.TaskNotFound or WebRunErrorId.TaskIdUnknown or WebRunErrorId.NotFound => ErrorCategory.ObjectNotFound,
        WebRunErrorId.FileUnavailable when failure.InnerException is UnauthorizedAccessException => ErrorCategory.PermissionDenied,
        WebRunErrorId.FileUnavailable when failure.InnerException is null or FileNotFoundException or DirectoryNotFoundException => ErrorCategory.ObjectNotFound,
        WebRunErrorId.FileUnavailable => ErrorCategory.OpenError,
        WebRunErrorId.FileExists => ErrorCategory.ResourceExists,
        WebRunErrorId.TaskAlreadyRunning => ErrorCategory.ResourceBusy,
        WebRunErrorId.InsufficientBalance => ErrorCategory.QuotaExceeded,
        WebRunErrorId.RateLimited or WebRunErrorId.SessionLimitReached or WebRunErrorId.BudgetExceeded or WebRunErrorId.TooManyFailures or WebRunErrorId.FileTooLarge => ErrorCategory.LimitsExceeded,
        WebRunErrorId.ServiceUnavailable => ErrorCategory.ResourceUnavailable,
        WebRunErrorId.ConnectionFailed or WebRunErrorId.OutcomeUnknown => ErrorCategory.ConnectionError,
        WebRunErrorId.GuardrailFailed => ErrorCategory.InvalidOperation,
        WebRunErrorId.InvalidResponse => ErrorCategory.InvalidData,
        WebRunErrorId.AssertionFailed => ErrorCategory.InvalidResult,
        WebRunErrorId.TaskTimeout => ErrorCategory.OperationTimeout,
        _ => ErrorCategory.InvalidResult,
    };

    private static string Action(WebRunErrorId id) => id switch
    {
        // Its message says it.
        WebRunErrorId.ApiKeyMissing => "",
        WebRunErrorId.Unauthorized => "Check the key with Get-WebRunContext, and check that the session is yours and still open.",
        WebRunErrorId.InsufficientBalance => "Add credit to your WebRun account, or raise its spending limit.",
        WebRunErrorId.Forbidden => "Ask the owner of the WebRun account for permission.",
        WebRunErrorId.InvalidParameter => "Correct the value and run the command again; nothing was started.",
        WebRunErrorId.SessionNotFound => "Open a new session with New-WebRunSession.",
        WebRunErrorId.TaskNotFound => "Check both ids, or pipe the WebRunTask object. The service forgets a task some time after its session has ended.",
        WebRunErrorId.TaskIdUnknown => "End the session with Stop-WebRunSession. To have the task's id from the start, open the session without a task, and send the task with Send-WebRunTask.",
        WebRunErrorId.NotFound => "Check the id; Get-WebRunEnvironment and Get-WebRunTrigger list what the account has. The service keeps a file without an environment for an hour, and a link to it may expire sooner.",
        WebRunErrorId.TaskAlreadyRunning => "Wait for the running task with Wait-WebRunTask, then send this one.",
        WebRunErrorId.RateLimited => "Run the command again later.",
        WebRunErrorId.SessionLimitReached => "End a session with Stop-WebRunSession, then run the command again.",
        WebRunErrorId.ServiceUnavailable => "Run the command again later; Test-WebRunService shows when the service is healthy.",
        WebRunErrorId.ConnectionFailed => "Check the network, and the address with Get-WebRunContext.",
        WebRunErrorId.OutcomeUnknown => "Do not simply repeat the command: the work may be done or still running, and you may have paid for it. Get-WebRunSession shows which sessions may be open; Get-WebRunEnvironment, Get-WebRunTrigger and Get-WebRunFile show what was created. An idle session ends by itself after 5 minutes, and the service deletes a file without an environment after an hour.",
        WebRunErrorId.InvalidResponse => "With $DebugPreference = 'Continue', commands show the service's answers, with secrets removed.",
        WebRunErrorId.TaskTimeout => "Give the task more time with -Timeout. If it is still running, Wait-WebRunTask waits for it, and Stop-WebRunSession ends its session.",
        WebRunErrorId.BudgetExceeded => "Raise the limit, or make the task smaller.",
        WebRunErrorId.GuardrailFailed => "Correct the script block of -OnGuardrail, then run the task again. Where its session is still open, Resume-WebRunTask -Response answers it, and Stop-WebRunSession ends it.",
        WebRunErrorId.AssertionFailed => "The error's TargetObject is the task, with its output and its cost.",
        WebRunErrorId.FileUnavailable => "Check that the file exists, that no other program has it open, and that you have permission to use it.",
        WebRunErrorId.FileExists => "Use -Force to overwrite it, or another -Destination.",
        WebRunErrorId.FileTooLarge => "Make the file smaller; for a download, -MaxSize allows more.",
        WebRunErrorId.UnsafeAddress => "Use an https address, or http on this machine.",
        _ => "The error's TargetObject is the task, with its cost and the service's reason.",
    };
}
