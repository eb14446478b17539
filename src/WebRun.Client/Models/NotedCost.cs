using System;

namespace WebRun.Models;

/// <summary>A task, or a session without one, as this machine's log of costs has it.</summary>
/// <param name="Time">When it was sent, or opened.</param>
/// <param name="Tag">What its costs are summed by.</param>
/// <param name="Status">The task's last known status; null for a session without a task.</param>
/// <param name="Cost">What the task has cost in USD; null if that is not known.</param>
/// <param name="SessionTime">How long its session was open, by an estimate; none for a task that is not the first of its session.</param>
internal sealed record NotedCost(DateTimeOffset Time, string? Tag, WebRunTaskStatus? Status, decimal? Cost, TimeSpan? SessionTime);
