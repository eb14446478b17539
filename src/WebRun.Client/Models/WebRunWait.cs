using System;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun;

/// <summary>How to wait for a task.</summary>
public sealed record WebRunWait
{
    /// <summary>The extra time for the service beyond a task's own <see cref="WebRunTaskRequest.MaxDuration"/>.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>The time between two polls: 1 s or more, 2 s by default.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The timeout; null for the task's maximum duration plus 30 s.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>True to let the task wait longer for its turn at the rate limit, until it can be watched from its first second.</summary>
    public bool IsLive { get; init; }

    /// <summary>How long to retry if the service has no room for one more session (its limit is reached, or no browser is free); null for 2 minutes. Only for a task in its own session.</summary>
    public TimeSpan? RoomTimeout { get; init; }

    /// <summary>Receives the task after each poll; called from any thread.</summary>
    public Action<WebRunTask>? OnPoll { get; init; }

    /// <summary>Receives every live event of the task's session while waiting; called from any thread, and should return quickly.</summary>
    public Action<WebRunEvent>? OnEvent { get; init; }

    /// <summary>The maximum cost of the task in USD; null for no limit. The task is stopped when a poll shows more, so it can exceed this by what one poll interval costs.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>Answers a task's question, or returns null to leave it waiting; null to leave every task waiting.</summary>
    public Func<WebRunTask, CancellationToken, Task<string?>>? OnGuardrail
    {
        get;
        init
        {
            field = value;
            OnQuestion = value is null ? null : async (task, cancellationToken) => await value(task, cancellationToken).ConfigureAwait(false) is { } words ? new WebRunReply(words) : null;
        }
    }

    /// <summary>As <see cref="OnGuardrail"/>, for a caller that may also refuse what the task asks for.</summary>
    internal Func<WebRunTask, CancellationToken, Task<WebRunReply?>>? OnQuestion { get; init; }

    /// <summary>How often to ask again, in the same session, for an answer that is not what was asked for: each time is one more paid task.</summary>
    internal int RepairAttempts { get; init; }

    /// <summary>Judges the answer of a completed task: returns the task, with an error if the answer is not what was asked for. Null to leave that to the schema.</summary>
    internal Func<WebRunTask, CancellationToken, Task<WebRunTask>>? OnAnswer { get; init; }

    /// <summary>What counts for <see cref="MaxCost"/> beside the task's own cost.</summary>
    internal decimal CostBefore { get; init; }

    /// <summary>What the task itself may cost; null for no limit.</summary>
    internal decimal? CostLeft => MaxCost - CostBefore;

    /// <summary>Is told what the task has cost so far, in USD, and whether another paid task is about to follow it, and says why the caller wants it stopped, as at <see cref="MaxCost"/>; null while it may go on. Called from any thread; null for no such limit.</summary>
    internal Func<decimal, bool, string?>? WhyStop { get; init; }

    /// <summary>Cancelled when the caller wants nothing more to start: what is still waiting for its turn, and has sent nothing, ends with <see cref="OperationCanceledException"/>.</summary>
    internal CancellationToken StartBefore { get; init; }

    /// <summary>Is told once that the service has taken the task, which has its id then; what it throws ends the wait. Null for nobody.</summary>
    internal Action<WebRunTask>? OnAccepted { get; init; }

    /// <summary>The timeout for a task with this maximum duration.</summary>
    internal TimeSpan For(TimeSpan? maxDuration) => Timeout ?? (maxDuration ?? WebRunTaskRequest.MaxTaskDuration) + Grace;
}

/// <summary>What a task is told about its question.</summary>
/// <param name="Words">The words for the agent.</param>
/// <param name="IsRefusal">True if they refuse what it asks for, which stops the task.</param>
internal sealed record WebRunReply(string Words, bool IsRefusal = false);
