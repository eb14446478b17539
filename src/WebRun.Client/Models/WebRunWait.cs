using System;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun;

/// <summary>How to wait for a task.</summary>
public sealed record WebRunWait
{
    /// <summary>What the service is given beyond a task's own <see cref="WebRunTaskRequest.MaxDuration"/>.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>The pause between two looks: 1 s or more, by default 2 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait at most; null for the task's longest duration and half a minute.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Opens the session and its live events before the task is sent, so that none is missed and the session is known from the start.</summary>
    public bool IsLive { get; init; }

    /// <summary>How long to try again where the service has no room for one more session (its limit is reached, or no browser is free); null for 2 minutes. Only for a task in a session of its own.</summary>
    public TimeSpan? RoomTimeout { get; init; }

    /// <summary>Is told of every look at the task; called from any thread.</summary>
    public Action<WebRunTask>? OnPoll { get; init; }

    /// <summary>Is told of every live event of the task's session while waiting; called from any thread, and should return soon.</summary>
    public Action<WebRunEvent>? OnEvent { get; init; }

    /// <summary>What the task may cost, in USD; null for no limit. It is stopped when a look shows more, so that it can cost more by what one pause between looks costs.</summary>
    public decimal? MaxCost { get; init; }

    /// <summary>Answers what a task asks, or gives null to leave it waiting; null to leave every task waiting.</summary>
    public Func<WebRunTask, CancellationToken, Task<string?>>? OnGuardrail { get; init; }

    /// <summary>The time to wait for a task with this longest duration.</summary>
    internal TimeSpan For(TimeSpan? maxDuration) => Timeout ?? (maxDuration ?? WebRunTaskRequest.MaxTaskDuration) + Grace;
}
