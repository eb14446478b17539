using System;
using System.Collections.Generic;
using System.Linq;
using WebRun.Lifetime;
using WebRun.Models;

namespace WebRun;

/// <content>What tasks have cost, as far as this machine knows.</content>
public sealed partial class WebRunClient
{
    /// <summary>What a minute of a session costs, in USD.</summary>
    internal const decimal SessionMinuteCost = SessionEntry.CostOfMinute;

    // So far back tasks say what one like them may cost, and a line about a task may be that long after the task.
    private static readonly TimeSpan CostMemory = TimeSpan.FromDays(7);

    /// <summary>The tasks at this service that the processes of this user have sent on this machine, by its log: those of the client's key, or without one of all keys. Nothing is sent.</summary>
    /// <param name="since">When the first one was sent; null for all.</param>
    internal IReadOnlyList<NotedCost> GetNotedCosts(DateTimeOffset? since)
    {
        var (index, now, from) = (ReadCosts(since > DateTimeOffset.MinValue + CostMemory ? since - CostMemory : null), _clock.GetUtcNow(), since ?? DateTimeOffset.MinValue);
        var ofSessions = index.Sessions.Where(session => session.Service == _options.BaseUri.AbsoluteUri).ToList();
        var firsts = ofSessions.Select(session => (First: session.Tasks.FirstOrDefault(task => task is { IsSent: true, IsReleased: false }), Session: session)).ToList();
        var lengths = firsts.Where(first => first.First is not null).ToDictionary(first => first.First!, first => first.Session.Length(now));
        var tasks = index.Tasks.Where(task => task.Service == _options.BaseUri.AbsoluteUri)
            .Select(task => new NotedCost(task.Time, task.Tag, task.Status, task.Cost, lengths.TryGetValue(task, out var length) ? length : null));
        var sessions = firsts.Where(first => first.First is null).Select(first => new NotedCost(first.Session.Time, null, null, null, first.Session.Length(now)));
        return [.. tasks.Concat(sessions).Where(noted => noted.Time >= from).OrderBy(noted => noted.Time)];
    }

    /// <summary>What the latest tasks with each tag have cost in USD, by this machine's log, the latest first; of all tasks where none has it.</summary>
    internal IReadOnlyList<IReadOnlyList<decimal>> GetCostsLike(IEnumerable<string?> tags)
    {
        var index = ReadCosts(_clock.GetUtcNow() - CostMemory);
        return [.. tags.Select(index.CostsLike)];
    }

    /// <summary>What is neither spent nor reserved of the day's limit, in USD; null without one.</summary>
    internal decimal? GetDailyLimitLeft()
    {
        var (index, now) = (ReadCosts(_clock.GetUtcNow() - CostMemory), _clock.GetUtcNow());
        return _options.DailyLimit is { } limit ? Math.Max(0, limit - index.Shares(LocalDay.StartOf(now, _clock.LocalTimeZone)).Sum(share => share.Spent + share.Held)) : null;
    }

    private CostIndex ReadCosts(DateTimeOffset? since)
    {
        var index = new CostIndex(_options.ApiKey is null ? null : CostBook.AccountOf(_options));
        if (_options.StatePath is { } path)
        {
            Scope.State.Costs.Flush();
            foreach (var line in new CostLog(path).Read(since ?? DateTimeOffset.MinValue, []))
            {
                index.Take(line);
            }
        }

        return index;
    }
}
