using System;
using System.Collections.Generic;
using WebRun.Emulator.Scenarios;

namespace WebRun.Emulator;

/// <summary>A task as it stood when the books were read.</summary>
public sealed record TaskRecord
{
    /// <summary>The session that it belongs to.</summary>
    public required string SessionId { get; init; }

    /// <summary>Its id.</summary>
    public required string TaskId { get; init; }

    /// <summary>Its text as received, with directives.</summary>
    public required string TaskDetails { get; init; }

    /// <summary>The page that it was to open first.</summary>
    public string? StartingPoint { get; init; }

    /// <summary><c>text</c>, <c>json</c> or <c>csv</c>.</summary>
    public required string OutputType { get; init; }

    /// <summary>The domains that it was not to visit.</summary>
    public IReadOnlyList<string> AvoidDomains { get; init; } = [];

    /// <summary>How many secrets came with it; nothing else of them is kept.</summary>
    public required int SecretCount { get; init; }

    /// <summary>The uploaded files that it was given.</summary>
    public IReadOnlyList<string> FileIds { get; init; } = [];

    /// <summary>What people answered its guardrails.</summary>
    public IReadOnlyList<ReplyRecord> Replies { get; init; } = [];

    /// <summary>Its state.</summary>
    public required TaskState State { get; init; }

    /// <summary>The code of its failure.</summary>
    public string? FailureCode { get; init; }

    /// <summary>What it had used.</summary>
    public required TaskUsage Usage { get; init; }

    /// <summary>When the service took it.</summary>
    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When it ended, however it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>An answer to a guardrail, over HTTP or a live link.</summary>
public sealed record ReplyRecord
{
    /// <summary><c>resume</c> or <c>stop</c>.</summary>
    public required string NewState { get; init; }

    /// <summary>Its words.</summary>
    public string? Text { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>What a webhook would have been sent at the end of its task. The emulator sends nothing.</summary>
public sealed record WebhookRecord
{
    /// <summary>The session of the task.</summary>
    public required string SessionId { get; init; }

    /// <summary>The task.</summary>
    public required string TaskId { get; init; }

    /// <summary>The webhook's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where it would have gone.</summary>
    public required string Url { get; init; }

    /// <summary>Whether it would have had an Authorization header.</summary>
    public required bool HadAuth { get; init; }

    /// <summary><c>ai_response</c>, <c>full_response</c> or <c>just_ping</c>.</summary>
    public required string SubmittedData { get; init; }

    /// <summary>The body: the output alone, the whole answer, or the ping.</summary>
    public required string Body { get; init; }

    /// <summary>When: at the task's end.</summary>
    public required DateTimeOffset At { get; init; }
}
