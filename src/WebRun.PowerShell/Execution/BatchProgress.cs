using System;
using System.Collections.Generic;

namespace WebRun.PowerShell.Execution;

/// <summary>The progress of a command with many tasks, as text and numbers. Not thread-safe; the caller locks it.</summary>
internal sealed class BatchProgress
{
    private int _done;
    private int _failed;
    private decimal _cost;

    /// <summary>The number of tasks; null while it is unknown.</summary>
    public int? Expected { get; set; }

    /// <summary>How many have ended.</summary>
    public int Ended => _done + _failed;

    /// <summary>The percentage done, 0 to 100; -1 while it is unknown.</summary>
    public int Percent => Expected > 0 ? Math.Min(100, (int)(100L * Ended / Expected.Value)) : -1;

    /// <summary>Adds a task that has ended.</summary>
    /// <param name="isDone">True if it has a result.</param>
    /// <param name="cost">What it has cost, in USD; null if that is not known.</param>
    public void End(bool isDone, decimal? cost)
    {
        _done += isDone ? 1 : 0;
        _failed += isDone ? 0 : 1;
        _cost += cost ?? 0;
    }

    /// <summary>The estimated remaining seconds; -1 while unknown.</summary>
    public int SecondsLeft(TimeSpan elapsed) =>
        Expected is { } all && Ended > 0 ? (int)Math.Min(int.MaxValue, elapsed.TotalSeconds / Ended * Math.Max(0, all - Ended)) : -1;

    /// <summary>The numbers of tasks done, failed, running and waiting for the rate limit, and their cost.</summary>
    public string Status(int running, (int Count, TimeSpan Time)? limited, TimeSpan elapsed, decimal costOfRunning)
    {
        var waiting = limited?.Count ?? 0;
        List<string> parts = [$"{_done} done"];
        if (_failed > 0)
        {
            parts.Add($"{_failed} failed");
        }

        parts.Add($"{Math.Max(0, running - waiting)} running");
        if (limited is { } limit)
        {
            parts.Add($"{waiting} waiting {Display.Elapsed(limit.Time)} for the rate limit");
        }

        parts.Add(Display.Elapsed(elapsed));
        if (_cost + costOfRunning > 0)
        {
            parts.Add($"{Display.Cost(_cost + costOfRunning)} so far");
        }

        return string.Join(", ", parts);
    }
}
