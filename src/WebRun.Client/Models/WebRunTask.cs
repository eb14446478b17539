using System;
using System.Collections.Generic;
using System.Linq;
using WebRun.Models;

namespace WebRun;

/// <summary>A task as the service last described it.</summary>
public sealed partial record WebRunTask
{
    /// <summary>The session that the task runs in.</summary>
    public string? SessionId { get; init; }

    /// <summary>The task's own id, unique within its session.</summary>
    public string? TaskId { get; init; }

    /// <summary>The status of the task.</summary>
    public WebRunTaskStatus Status { get; internal init; }

    /// <summary>What to do, in natural language.</summary>
    public string? TaskDetails { get; internal init; }

    /// <summary>The agent's answer, as the service sent it.</summary>
    public string? Message { get; internal init; }

    /// <summary>The answer as the requested data; null until the task has completed, and if the answer does not fit the schema.</summary>
    /// <remarks>
    /// For text the same as <see cref="Message"/>. JSON comes as dictionaries, arrays, strings, booleans and numbers: whole ones as long
    /// (decimal if that is too small), others as double; dates stay text. CSV comes as an array of dictionaries, one a row, with exactly
    /// the requested columns in the requested order, and cells as text; a row that has more or fewer cells than the header has null in each of them,
    /// and the unchanged row in <see cref="WebRunOutputSchema.RawColumn"/>.
    /// </remarks>
    public object? Output { get; internal init; }

    /// <summary>The kind of answer that was requested, as far as this process knows.</summary>
    public WebRunOutputType OutputType { get => Schema?.OutputType ?? field; internal init; }

    /// <summary>What the agent needs from a person; null unless it waits for input.</summary>
    public WebRunGuardrail? Guardrail { get; internal init; }

    /// <summary>Why the task failed, or why a completed one has a <see cref="Message"/> but no <see cref="Output"/>; otherwise null.</summary>
    public WebRunTaskError? Error { get; internal init; }

    /// <summary>Files that the task produced.</summary>
    public IReadOnlyList<WebRunFile> Files { get; internal init => field = new TextList<WebRunFile>([.. value]); } = new TextList<WebRunFile>([]);

    /// <summary>Pages that the task visited.</summary>
    public IReadOnlyList<WebRunNetworkEntry> Network { get; internal init => field = new TextList<WebRunNetworkEntry>([.. value]); } = new TextList<WebRunNetworkEntry>([]);

    /// <summary>The tasks that it took, the last one too, if an answer was sent back because it was not what was asked for; otherwise none. Each has its own usage.</summary>
    public IReadOnlyList<WebRunTask> Attempts { get; internal init => field = new TextList<WebRunTask>([.. value]); } = new TextList<WebRunTask>([]);

    /// <summary>Tokens, time and money so far, of all attempts together; null until the service has said.</summary>
    public WebRunUsage? Usage { get; internal init; }

    /// <summary>What the task has cost so far, in USD; null until the service has said.</summary>
    public decimal? Cost => Usage?.Cost;

    /// <summary>The address that the service gives for polling. The client polls at its own base address.</summary>
    public Uri? PollUrl { get; internal init; }

    /// <summary>When the task was sent, by this machine's clock.</summary>
    public DateTimeOffset? SubmittedAt { get; internal init; }

    /// <summary>When the task ended: by the service's clock if it says so, otherwise when the end was seen.</summary>
    public DateTimeOffset? CompletedAt { get; internal init; }

    /// <summary>True for an outcome that the journal of a batch has kept from an earlier run: it was paid for then, and nothing was started for it now.</summary>
    public bool FromJournal { get; internal init; }

    /// <summary>True if the session ends with the task.</summary>
    internal bool EndsSession { get; init; }

    /// <summary>The schema of the answer; null for text, and if this process did not send the task.</summary>
    internal WebRunOutputSchema? Schema { get; init; }

    /// <summary>True once further waiting is pointless: the task has ended, or it waits for a person.</summary>
    internal bool IsSettled => Status is not (WebRunTaskStatus.Pending or WebRunTaskStatus.Running);

    /// <summary>Itself, or the last of its attempts: what its own usage is.</summary>
    internal WebRunTask LastAttempt => Attempts.Count > 0 ? Attempts[Attempts.Count - 1] : this;

    /// <summary>True once it has ended, in whatever way.</summary>
    internal bool HasEnded => IsSettled && Status != WebRunTaskStatus.WaitingForInput;

    /// <summary>The same task with the schema that it was sent with, for a task of which only the ids are known.</summary>
    /// <param name="schema">What it was sent with.</param>
    public WebRunTask WithOutputSchema(WebRunOutputSchema schema) => TaskOutput.Read(this with { Schema = schema });

    /// <summary>The outcome of several tasks for one answer, of which this is the last: it is for what the first one was sent for, and has used what all of them have.</summary>
    /// <param name="earlier">Those before it.</param>
    internal WebRunTask After(IReadOnlyList<WebRunTask> earlier) => earlier.Count == 0 ? this : this with
    {
        TaskDetails = earlier[0].TaskDetails,
        StartingPoint = earlier[0].StartingPoint,
        File = earlier[0].File,
        SubmittedAt = earlier[0].SubmittedAt,
        Usage = earlier.Aggregate(Usage, (sum, task) => sum?.Plus(task.Usage) ?? task.Usage),
        Attempts = [.. earlier, this],
    };

    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines($"{Status}: {Message ?? Error?.ToString() ?? Guardrail?.ToString() ?? TaskDetails ?? TaskId}");
}

/// <summary>The status of a task.</summary>
public enum WebRunTaskStatus
{
    /// <summary>Accepted, and waiting for its session or for another task.</summary>
    Pending,

    /// <summary>The agent is at work.</summary>
    Running,

    /// <summary>Ended with a result.</summary>
    Completed,

    /// <summary>Paused at a guardrail until somebody answers; the session keeps costing money.</summary>
    WaitingForInput,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Stopped on request; its session lives on.</summary>
    Stopped,

    /// <summary>Its session ended before it did.</summary>
    Terminated,
}

/// <summary>Why a task failed.</summary>
public sealed record WebRunTaskError
{
    internal WebRunTaskError(string? code, string? message) => (Code, Message) = (code, message);

    /// <summary>The service's code, such as <c>NAVIGATION_TIMEOUT</c>; null if it gave none.</summary>
    public string? Code { get; }

    /// <summary>The service's sentence.</summary>
    public string? Message { get; }

    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines(Code is null ? Message : Message is null ? Code : $"{Code}: {Message}");
}

/// <summary>What stopped the agent until a person answers.</summary>
public sealed record WebRunGuardrail
{
    internal WebRunGuardrail(string? type, string? value) => (Type, Value) = (type, value);

    /// <summary>The service's name for it, such as <c>human_input_needed</c>.</summary>
    public string? Type { get; }

    /// <summary>The agent's own words.</summary>
    public string? Value { get; }

    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines(Value ?? Type);
}
