using System;

namespace WebRun.Emulator;

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

    /// <summary>The body: the message, the whole answer, or null for a ping.</summary>
    public string? Body { get; init; }

    /// <summary>When: at the task's end.</summary>
    public required DateTimeOffset At { get; init; }
}
