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

    /// <summary>The tasks of its steps as far as they began, in order; none if it has no further steps. Each has its own usage. The last one is what this task says, and what was attempted for it.</summary>
    public IReadOnlyList<WebRunTask> Steps { get; internal init => field = new TextList<WebRunTask>([.. value]); } = new TextList<WebRunTask>([]);

    /// <summary>Tokens, time and money so far, of all steps and attempts together; null until the service has said.</summary>
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

    /// <summary>The tasks that were sent for it, in order: its steps with their attempts, or itself.</summary>
    internal IReadOnlyList<WebRunTask> Tasks => Steps.Count > 0 ? [.. Steps.SelectMany(step => step.Tasks)] : Attempts.Count > 0 ? Attempts : [this];

    /// <summary>True if all of its steps have begun.</summary>
    internal bool HasAllSteps => Then is null || Steps.Count > Then.Count;

    /// <summary>The last of the tasks that were sent for it: what its own usage is.</summary>
    internal WebRunTask LastTask => Tasks[Tasks.Count - 1];

    /// <summary>True once it has ended, in whatever way.</summary>
    internal bool HasEnded => IsSettled && Status != WebRunTaskStatus.WaitingForInput;

    /// <summary>The same task with the schema that it was sent with, for a task of which only the ids are known.</summary>
    /// <param name="schema">What it was sent with.</param>
    public WebRunTask WithOutputSchema(WebRunOutputSchema schema) => TaskOutput.Read(this with { Schema = schema });

    /// <summary>One of its steps, before it is sent.</summary>
    /// <param name="number">Its place, from 0.</param>
    internal WebRunTask Step(int number) => Then is null ? this : this with
    {
        TaskDetails = number == 0 ? TaskDetails : Then[Math.Min(number, Then.Count) - 1],
        StartingPoint = number == 0 ? StartingPoint : null,
        Schema = number < Then.Count ? null : Schema,
        Then = null,
    };

    /// <summary>The outcome of several tasks for one answer, of which this is the last: it has used what all of them have.</summary>
    /// <param name="earlier">Those before it.</param>
    /// <param name="asked">What they were sent for, with its steps.</param>
    internal WebRunTask After(IReadOnlyList<WebRunTask> earlier, WebRunTask asked)
    {
        if (asked.Then is not { Count: var before })
        {
            return After(earlier);
        }

        var step = After([.. earlier.Skip(before)]);
        return step with
        {
            TaskDetails = asked.TaskDetails,
            StartingPoint = asked.StartingPoint,
            File = asked.File,
            Then = asked.Then,
            NotKept = asked.NotKept,

            // A step that goes on is still to be answered as what it is.
            Schema = HasEnded ? asked.Schema : Schema,
            SubmittedAt = (earlier.Count > 0 ? earlier[0] : this).SubmittedAt,
            Usage = Sum(earlier),
            Steps = [.. earlier.Take(before), step],
        };
    }

    /// <summary>The same task with a later state of the last of the tasks that were sent for it.</summary>
    /// <param name="last">What that one is by now.</param>
    internal WebRunTask With(WebRunTask last) => Steps.Count + Attempts.Count == 0 ? last : last.After([.. Tasks.Take(Tasks.Count - 1)], this);

    private WebRunTask After(IReadOnlyList<WebRunTask> attempts) => attempts.Count == 0 ? this : this with
    {
        TaskDetails = attempts[0].TaskDetails,
        StartingPoint = attempts[0].StartingPoint,
        File = attempts[0].File,
        SubmittedAt = attempts[0].SubmittedAt,
        Usage = Sum(attempts),
        Attempts = [.. attempts, this],
    };

    private WebRunUsage? Sum(IReadOnlyList<WebRunTask> earlier) => earlier.Aggregate(Usage, (sum, task) => sum?.Plus(task.Usage) ?? task.Usage);

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
