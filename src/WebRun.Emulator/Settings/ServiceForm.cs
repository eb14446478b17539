namespace WebRun.Emulator;

/// <summary>
/// A form in which deployments of the service say the same thing, beside the usual one. A task's text asks for it, with
/// its name in words (<c>[[shape=usage-in-data,byte-order-mark]]</c>), or <see cref="EmulatorOptions.Forms"/> for everything.
/// </summary>
public enum ServiceForm
{
    /// <summary>A result stands in <c>{"status":"complete","result":{…}}</c>; a failure has <c>"type":"failed"</c>.</summary>
    Wrapped,

    /// <summary>A result stands in <c>result</c>, without a status beside it.</summary>
    ResultAlone,

    /// <summary><c>usage</c> stands in <c>data</c>.</summary>
    UsageInData,

    /// <summary>The members of <c>usage</c> stand in <c>data</c> themselves.</summary>
    TokensInData,

    /// <summary><c>usage</c> has inputTokens, outputTokens, computeTime and cost.</summary>
    Camel,

    /// <summary>Tokens and completion_time stand in <c>data</c>, and <c>usage</c> is as in <see cref="Camel"/>.</summary>
    SplitUsage,

    /// <summary>Tokens stand in <c>usage</c>, the time in <c>data</c>, the cost in <c>data.usage</c>.</summary>
    ScatteredUsage,

    /// <summary>There are no files, network and usage.</summary>
    Bare,

    /// <summary>A task that goes on has <c>"status":"started"</c>.</summary>
    Started,

    /// <summary>A task that goes on has a pollUrl and no status.</summary>
    PollUrlAlone,

    /// <summary>A task that goes on has <c>"pending":true</c> and no status.</summary>
    PendingAlone,

    /// <summary>A failure has <c>"type":"failed"</c> instead of a status.</summary>
    FailedAsType,

    /// <summary>A failure has error, code, usage and details, but no status and no ids.</summary>
    FailedWithoutStatus,

    /// <summary>As <see cref="FailedWithoutStatus"/>, with the code in <c>details</c>.</summary>
    FailedCodeInDetails,

    /// <summary>As <see cref="FailedWithoutStatus"/>, with the HTTP status 500.</summary>
    FailedWithHttpStatus,

    /// <summary>An answer begins with a byte order mark.</summary>
    ByteOrderMark,

    /// <summary>An answer has an unknown field that is nested 100 levels deep.</summary>
    DeepUnknownField,

    /// <summary>An answer has an unknown field with the same key twice.</summary>
    DuplicateUnknownKey,

    /// <summary>The connection is cut after two thirds of an answer.</summary>
    Cut,

    /// <summary>An answer is as large as <see cref="EmulatorOptions.OversizedAnswer"/> says.</summary>
    Oversized,

    /// <summary>A poll of a task that is over gets 404: it is complete and was cleaned up.</summary>
    CleanedUp,

    /// <summary>A poll of a task whose session has ended gets 404: the session has expired.</summary>
    GoneWithSession,

    /// <summary>The first poll of a task gets 404; the next one knows it.</summary>
    NotYetKnown,

    /// <summary>A task that fails leaves its session open, although that was to end with it.</summary>
    FailedStaysOpen,

    /// <summary>start-session names the first task.</summary>
    SessionNamesTask,

    /// <summary>A session's id stands for its first task in a poll.</summary>
    SessionIdIsTaskId,

    /// <summary><c>GET /start/session-status/{sessionId}</c> exists.</summary>
    SessionStatus,

    /// <summary>A live link may join a session that has ended, and hears nothing.</summary>
    LinkOutlivesSession,

    /// <summary><c>GET /account/usage</c> exists.</summary>
    AccountUsage,

    /// <summary>A message to a session that is gone gets 401 instead of 404.</summary>
    GoneSessionUnauthorized,

    /// <summary>Balance and required of a 402 stand at the top level instead of in details.</summary>
    BalanceAtTop,

    /// <summary>A refusal has a message, and neither error nor code.</summary>
    ErrorInMessage,

    /// <summary>The three POST endpoints have a rate limit each.</summary>
    RateByEndpoint,

    /// <summary>No task_started is announced.</summary>
    NoTaskStarted,

    /// <summary>Every event of a task has its taskId.</summary>
    EventsNameTask,

    /// <summary>The event of a completion says nothing of what was used; a poll does.</summary>
    EventsWithoutUsage,

    /// <summary>The text of an error event, and its usage, stand in <c>data</c>.</summary>
    ErrorTextInData,

    /// <summary>A trigger's outputType is called <c>structured_json</c> in answers, as a task's is.</summary>
    TriggerOutputTypeOfTasks,
}
