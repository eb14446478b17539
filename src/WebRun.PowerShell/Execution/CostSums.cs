using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace WebRun.PowerShell.Execution;

/// <summary>Adds up what tasks cost: all together, or by what they have in common.</summary>
internal static class CostSums
{
    /// <summary>The sum of all.</summary>
    public static WebRunCost Of(IReadOnlyList<MeasuredTask> tasks) => Sum(tasks, new WebRunCost());

    /// <summary>A sum for each group: times in their order, then the most expensive first.</summary>
    public static IReadOnlyList<WebRunCostGroup> By(IReadOnlyList<MeasuredTask> tasks, IReadOnlyCollection<WebRunCostBy> by)
    {
        var groups = tasks.GroupBy(task => new Key(TimeOf(task, by), by.Contains(WebRunCostBy.Tag) ? task.Tag : null, by.Contains(WebRunCostBy.Status) ? task.Status?.ToString() : null))
            .Select(group => (WebRunCostGroup)Sum([.. group], new WebRunCostGroup { Group = Text(group.Key, by), Time = group.Key.Time, Tag = group.Key.Tag, Status = group.Key.Status }))
            .ToList();
        var most = groups.Count == 0 ? 0 : groups.Max(group => group.Cost);
        return [.. groups.Select(group => group with { RelativeCost = most > 0 ? (double)(group.Cost / most) : 0 }).OrderBy(group => group.Time).ThenByDescending(group => group.Cost)];
    }

    private static DateTime? TimeOf(MeasuredTask task, IReadOnlyCollection<WebRunCostBy> by) =>
        task.Time?.ToLocalTime().DateTime is not { } local ? null
        : by.Contains(WebRunCostBy.Hour) ? local.Date.AddHours(local.Hour)
        : by.Contains(WebRunCostBy.Day) ? local.Date
        : null;

    private static string Text(Key key, IReadOnlyCollection<WebRunCostBy> by)
    {
        var parts = new List<string>();
        if (by.Contains(WebRunCostBy.Hour) || by.Contains(WebRunCostBy.Day))
        {
            parts.Add(key.Time?.ToString(by.Contains(WebRunCostBy.Hour) ? "yyyy-MM-dd HH:00" : "yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "(no time)");
        }

        if (by.Contains(WebRunCostBy.Tag))
        {
            parts.Add(key.Tag ?? "(no tag)");
        }

        if (by.Contains(WebRunCostBy.Status))
        {
            parts.Add(key.Status ?? "(no task)");
        }

        return string.Join(", ", parts);
    }

    private static WebRunCost Sum(IReadOnlyList<MeasuredTask> tasks, WebRunCost sum)
    {
        var (kept, paid) = (tasks.Where(task => task.IsFromJournal).ToList(), tasks.Where(task => !task.IsFromJournal).ToList());
        TimeSpan? sessions = paid.Exists(task => task.SessionTime is not null) ? new TimeSpan(paid.Sum(task => task.SessionTime?.Ticks ?? 0)) : null;
        return sum with
        {
            Count = tasks.Count(task => task.IsTask),
            Completed = CountOf(WebRunTaskStatus.Completed),
            Failed = CountOf(WebRunTaskStatus.Failed, WebRunTaskStatus.Stopped, WebRunTaskStatus.Terminated),
            Unfinished = CountOf(WebRunTaskStatus.Pending, WebRunTaskStatus.Running, WebRunTaskStatus.WaitingForInput),
            FromJournal = kept.Count,
            CostFromJournal = kept.Sum(task => task.Cost ?? 0),
            Cost = paid.Sum(task => task.Cost ?? 0),
            WithoutCost = paid.Count(task => task is { IsTask: true, Cost: null }),
            EstimatedSessionTime = sessions,
            EstimatedSessionCost = sessions is { } time ? Math.Round((decimal)time.TotalMinutes * WebRunClient.SessionMinuteCost, 4) : null,
            PromptTokens = paid.Sum(task => task.PromptTokens),
            CompletionTokens = paid.Sum(task => task.CompletionTokens),
            TotalTokens = paid.Sum(task => task.TotalTokens),
            CompletionTime = new TimeSpan(paid.Sum(task => task.Ticks)),
        };

        int CountOf(params WebRunTaskStatus[] statuses) => tasks.Count(task => task.Status is { } status && statuses.Contains(status));
    }

    private sealed record Key(DateTime? Time, string? Tag, string? Status);
}
