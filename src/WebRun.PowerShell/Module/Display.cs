using System;

namespace WebRun.PowerShell;

/// <summary>How the format views show values, the same in every culture.</summary>
public static class Display
{
    /// <summary>An amount in USD, such as <c>$0.0124</c>; nothing for null.</summary>
    public static string Cost(decimal? cost) => cost is null ? "" : FormattableString.Invariant($"${cost:0.0000}");

    /// <summary>A duration, such as <c>850 ms</c>, <c>23.5 s</c> or <c>4 m 10 s</c>; nothing for null.</summary>
    public static string Duration(TimeSpan? time) => time switch
    {
        null => "",
        { TotalSeconds: < 1 } t => FormattableString.Invariant($"{t.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 60 } t => FormattableString.Invariant($"{t.TotalSeconds:0.0} s"),
        { TotalMinutes: < 60 } t => FormattableString.Invariant($"{(int)t.TotalMinutes} m {t.Seconds} s"),
        { } t => FormattableString.Invariant($"{(int)t.TotalHours} h {t.Minutes} m"),
    };

    /// <summary>What a task came to, on one line: its answer, its failure, its question, or what was asked.</summary>
    public static string Result(WebRunTask task) =>
        OneLine(task.Message ?? task.Error?.ToString() ?? task.Guardrail?.ToString() ?? task.TaskDetails);

    /// <summary>A text on one line.</summary>
    public static string OneLine(string? text) => text is null ? "" : string.Join(" ", text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
