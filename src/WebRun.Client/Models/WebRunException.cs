using System;
using WebRun.Models;

namespace WebRun;

/// <summary>The only exception that the client throws, except for cancellation and wrong use.</summary>
/// <remarks>Its message is safe to show: it holds no key, and only a short excerpt of an unreadable answer.</remarks>
public sealed class WebRunException : Exception
{
    /// <summary>Creates the exception, which only the client and the cmdlets do.</summary>
    /// <param name="id">What went wrong.</param>
    /// <param name="message">A sentence for a person, which is shown without what a terminal obeys.</param>
    /// <param name="cause">The exception behind it, if any.</param>
    internal WebRunException(WebRunErrorId id, string message, Exception? cause = null)
        : base(SafeText.Lines(message), cause) => Id = id;

    /// <summary>What went wrong.</summary>
    public WebRunErrorId Id { get; }

    /// <summary>The HTTP status of the answer; null if there was none.</summary>
    public int? StatusCode { get; internal init; }

    /// <summary>The service's own code, such as <c>SESSION_LIMIT_REACHED</c>; null if it gave none.</summary>
    public string? ServiceCode { get; internal init; }

    /// <summary>How long the service asks to wait before the next attempt; null if it does not say.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>The account's credit in USD, for an error about it; null if the service did not say.</summary>
    public decimal? Balance { get; internal init; }

    /// <summary>The credit in USD that the request needs; null if the service did not say.</summary>
    public decimal? Required { get; internal init; }

    /// <summary>The session that the error is about; null if none is known.</summary>
    public string? SessionId { get; internal init; }

    /// <summary>True if it is unknown whether the service started what it was asked for.</summary>
    internal bool MayHaveStarted => Id is WebRunErrorId.OutcomeUnknown or WebRunErrorId.InvalidResponse;

    /// <summary>True if an earlier run of a batch left the task's outcome unknown, so that the caller may ask to run it again.</summary>
    internal bool IsOfEarlierRun { get; init; }

    /// <summary>True if the day's limit has no room for a task, which was not started.</summary>
    internal bool IsDailyLimit { get; init; }

    /// <summary>True for a failure that stays as it is however often the request is sent.</summary>
    internal bool IsLasting { get; init; }

    /// <summary>True when the service has no room for one more session at the moment, or the day's limit none for what a task may cost beside those that are running; nothing was started.</summary>
    internal bool IsAboutRoom => Id is WebRunErrorId.SessionLimitReached or WebRunErrorId.ServiceUnavailable || (IsDailyLimit && Task is null);

    /// <summary>The last known state of the task, if the error is about a task that was started.</summary>
    public WebRunTask? Task { get; internal init; }
}

/// <summary>What went wrong, as an id that a script can branch on.</summary>
public enum WebRunErrorId
{
    /// <summary>No API key was given.</summary>
    ApiKeyMissing,

    /// <summary>The key is wrong or expired, or the session belongs to somebody else (HTTP 401).</summary>
    Unauthorized,

    /// <summary>The account's credit or spending limit is used up (HTTP 402).</summary>
    InsufficientBalance,

    /// <summary>The account is deactivated, or the key lacks a permission (HTTP 403).</summary>
    Forbidden,

    /// <summary>A value is outside what the service accepts (HTTP 400, or found before sending).</summary>
    InvalidParameter,

    /// <summary>The session was not found, or has ended.</summary>
    SessionNotFound,

    /// <summary>The task is unknown.</summary>
    TaskNotFound,

    /// <summary>The session is busy with another task.</summary>
    TaskAlreadyRunning,

    /// <summary>Too many requests in the service's time window; nothing was started (HTTP 429).</summary>
    RateLimited,

    /// <summary>The account's plan allows no further session at once; nothing was started.</summary>
    SessionLimitReached,

    /// <summary>The service has no browser free, or cannot answer at the moment; nothing was started.</summary>
    ServiceUnavailable,

    /// <summary>The service could not be reached; nothing was started.</summary>
    ConnectionFailed,

    /// <summary>The request was sent, but no answer says whether the service acted on it.</summary>
    OutcomeUnknown,

    /// <summary>The answer could not be read.</summary>
    InvalidResponse,

    /// <summary>The service ended the task as failed.</summary>
    TaskFailed,

    /// <summary>The task did not end within the time that the caller gave it.</summary>
    TaskTimeout,

    /// <summary>What the task, or the tasks of a batch or of the day, cost so far has passed the caller's limit: the task was stopped, or did not start.</summary>
    BudgetExceeded,

    /// <summary>An address is neither https nor on this machine.</summary>
    UnsafeAddress,

    /// <summary>Something that was named, such as an environment or a file at the service, does not exist.</summary>
    NotFound,

    /// <summary>A file on this machine cannot be read or written: it is missing, locked, or its rights forbid it.</summary>
    FileUnavailable,

    /// <summary>A file with that name already exists and must not be overwritten.</summary>
    FileExists,

    /// <summary>A file is larger than the caller or the service allows.</summary>
    FileTooLarge,

    /// <summary>The service has not named the first task of a session, and nothing is left that would: neither its live events nor a poll.</summary>
    TaskIdUnknown,

    /// <summary>The task asked something, and what the caller gave to answer it failed.</summary>
    GuardrailFailed,

    /// <summary>The task has an answer, but what the caller asserts about it is not true.</summary>
    AssertionFailed,

    /// <summary>So many rows of a batch have failed that nothing more starts.</summary>
    TooManyFailures,
}
