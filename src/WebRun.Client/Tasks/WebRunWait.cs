using System;

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

    /// <summary>Is told of every look at the task that shows it still running; called from any thread.</summary>
    public Action<WebRunTask>? OnLook { get; init; }

    /// <summary>The time to wait for a task with this longest duration.</summary>
    internal TimeSpan For(TimeSpan? maxDuration) => Timeout ?? (maxDuration ?? WebRunTaskRequest.LongestDuration) + Grace;
}
