using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell.Execution;

/// <summary>What the tasks of a command may cost, for -WhatIf: by their limits, and by what this machine knows of tasks like them.</summary>
/// <param name="maxTotalCost">The most that all of them may cost together, in USD; null for no limit.</param>
/// <param name="repairAttempts">How often each may be asked again for its answer.</param>
internal sealed class TaskPrice(decimal? maxTotalCost, int repairAttempts)
{
    private readonly Dictionary<string, int> _tags = new(StringComparer.Ordinal);
    private readonly HashSet<string> _sessions = new(StringComparer.Ordinal);
    private decimal _maxCost;
    private int _rows;
    private int _count;
    private int _limited;
    private int _newSessions;
    private TimeSpan _maxTime;

    /// <summary>True if the command only tells what it would do.</summary>
    public static bool IsAsked(PSCmdlet cmdlet) =>
        LanguagePrimitives.IsTrue(cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out var bound) ? bound : cmdlet.SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>Adds a task.</summary>
    /// <param name="request">The task.</param>
    /// <param name="sessionId">The session that it is sent to; null for a new one.</param>
    public void Add(WebRunTaskRequest request, string? sessionId)
    {
        var steps = 1 + request.Then.Count;
        var maxTime = TimeSpan.FromTicks((request.MaxDuration ?? WebRunTaskRequest.MaxTaskDuration).Ticks * (steps + repairAttempts));
        _rows++;
        _count += steps;
        _limited += request.MaxCost is null ? 0 : 1;
        _maxCost += request.MaxCost ?? 0;
        _maxTime += request.Timeout < maxTime ? request.Timeout.Value : maxTime;
        _newSessions += sessionId is null ? 1 : 0;
        _ = sessionId is not null && _sessions.Add(sessionId);
        var tag = request.Tag ?? "";
        _tags[tag] = (_tags.TryGetValue(tag, out var known) ? known : 0) + steps;
    }

    /// <summary>Tells it.</summary>
    public string Text(WebRunClient client)
    {
        var sessions = _newSessions > 0 ? Counted(_newSessions, "new session") : Counted(_sessions.Count, "open session");
        var steps = _count > _rows ? $", the steps of {Counted(_rows, "row")}," : "";
        return string.Join(" ", [$"Run {Counted(_count, "browser task")}{steps} in {sessions}.", ByLimits(client), ByOthers(client)]);
    }

    private string ByLimits(WebRunClient client)
    {
        var all = _limited == _rows ? _maxCost : (decimal?)null;
        var limits = maxTotalCost is { } total && !(all <= total) ? $"By -MaxTotalCost it is at most {Display.Cost(total)}."
            : _limited == 0 ? "No -MaxCost limits the cost."
            : all is not null ? $"By -MaxCost it is at most {Display.Cost(_maxCost)}."
            : $"By -MaxCost it is at most {Display.Cost(_maxCost)} for {Counted(_limited, _count > _rows ? "row" : "task")}; no -MaxCost limits the cost of {Counted(_rows - _limited, _count > _rows ? "row" : "task")}.";
        var time = $"Session time comes on top, at most {Display.Cost((decimal)_maxTime.TotalMinutes * WebRunClient.SessionMinuteCost)} while the tasks run.";
        var day = client.Options.DailyLimit is { } limit ? $" Of the day's limit of {Display.Cost(limit)}, {Display.Cost(client.GetDailyLimitLeft())} is left." : "";
        return $"{limits} {time}{day}";
    }

    private string ByOthers(WebRunClient client)
    {
        var like = _tags.Values.Zip(client.GetCostsLike(_tags.Keys.Select(tag => tag.Length == 0 ? null : tag)), (count, costs) => (Count: count, Costs: costs)).Where(group => group.Costs.Count > 0).ToList();
        var costs = like.SelectMany(group => group.Costs).ToList();
        if (costs.Count == 0)
        {
            return "This machine has noted no cost of such tasks.";
        }

        var last = costs.Count == 1 ? $"the last such task cost {Display.Cost(costs[0])}" : $"the last {Counted(costs.Count, "such task")} cost {Display.Cost(costs.Min())} to {Display.Cost(costs.Max())}";
        return $"On this machine {last}, so that {Counted(like.Sum(group => group.Count), "task")} may cost {Display.Cost(like.Sum(group => group.Count * group.Costs.Average()))}.";
    }

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count.ToString(CultureInfo.InvariantCulture)} {what}s";
}
