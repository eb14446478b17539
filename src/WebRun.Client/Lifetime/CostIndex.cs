using System;
using System.Collections.Generic;
using System.Linq;

namespace WebRun.Lifetime;

/// <summary>What the lines of the cost log say together: each task once, however often it was noted and by whom. Not thread-safe.</summary>
/// <param name="account">The account whose lines count; null for all.</param>
internal sealed class CostIndex(string? account)
{
    /// <summary>What a task counts of which nothing is known: what a long one costs, in USD.</summary>
    public const decimal UnknownCost = 0.30m;

    // So many tasks say what the next one like them may cost.
    private const int LikeCount = 20;
    private readonly List<PaidEntry> _tasks = [];
    private readonly Dictionary<string, PaidEntry> _byTicket = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Account, string? Session, string Task), PaidEntry> _byId = [];
    private readonly Dictionary<(string Account, string Session), SessionEntry> _sessions = [];

    /// <summary>The tasks that were started, in the order in which they were.</summary>
    public IEnumerable<PaidEntry> Tasks => _tasks.Where(task => task is { IsSent: true, IsReleased: false });

    /// <summary>The sessions.</summary>
    public IReadOnlyCollection<SessionEntry> Sessions => _sessions.Values;

    /// <summary>Takes a line.</summary>
    public void Take(CostLine line)
    {
        if (account is not null && line.Account != account)
        {
            return;
        }

        var session = line.SessionId is null ? null : SessionOf(line, line.SessionId);
        session?.Take(line);
        if (line.Event is CostEvent.SessionOpened or CostEvent.SessionEnded)
        {
            return;
        }

        var task = TaskOf(line, session);
        task.Take(line);
        if (line.TaskId is not null)
        {
            _byId[(line.Account, line.SessionId, line.TaskId)] = task;
        }

        if (session is not null && !session.Tasks.Contains(task))
        {
            session.Tasks.Add(task);
        }
    }

    /// <summary>What counts for the day's limit, by process: what is spent, and what is reserved for tasks that may still cost something.</summary>
    /// <param name="since">When the day began. What was sent later than now counts too: the clock was set back.</param>
    public IReadOnlyList<(ProcessIdentity Owner, decimal Spent, decimal Held)> Shares(DateTimeOffset since) =>
        [.. _tasks.Where(task => task.Time >= since).GroupBy(task => task.Owner).Select(owned => (owned.Key, owned.Sum(task => task.Spent), owned.Sum(task => task.Held))).Where(share => share.Item2 + share.Item3 > 0)];

    /// <summary>What the latest tasks with the same tag have cost, the latest first; of all tasks where none has it.</summary>
    public IReadOnlyList<decimal> CostsLike(string? tag)
    {
        var ended = _tasks.Where(task => task is { HasEnded: true, Cost: > 0 }).OrderByDescending(task => task.Time).ToList();
        var like = ended.Where(task => task.Tag == tag).Take(LikeCount).ToList();
        return [.. (like.Count > 0 ? like : ended.Take(LikeCount)).Select(task => task.Cost!.Value)];
    }

    private SessionEntry SessionOf(CostLine line, string sessionId)
    {
        if (!_sessions.TryGetValue((line.Account, sessionId), out var session))
        {
            _sessions.Add((line.Account, sessionId), session = new SessionEntry());
        }

        return session;
    }

    private PaidEntry TaskOf(CostLine line, SessionEntry? session)
    {
        var (byTicket, byId) = ((PaidEntry?)null, (PaidEntry?)null);
        _ = line.Ticket is not null && _byTicket.TryGetValue(line.Ticket, out byTicket);
        _ = line.TaskId is not null && _byId.TryGetValue((line.Account, line.SessionId, line.TaskId), out byId);
        if (byTicket is not null && byId is not null && byTicket != byId)
        {
            // Another process has told of the task before the one that sent it knew its id.
            byTicket.Join(byId);
            _tasks.Remove(byId);
            session?.Tasks.Remove(byId);
        }

        if ((byTicket ?? byId) is { } known)
        {
            return known;
        }

        // A process that died has not noted the id of its task, which another one now knows.
        if (line is { Ticket: null, TaskId: not null } && session?.Tasks.Where(task => task is { TaskId: null, IsReleased: false }).ToList() is [var unnamed])
        {
            return unnamed;
        }

        var made = new PaidEntry();
        _tasks.Add(made);
        if (line.Ticket is not null)
        {
            _byTicket.Add(line.Ticket, made);
        }

        return made;
    }
}

/// <summary>A paid task, as the cost log has it.</summary>
internal sealed class PaidEntry
{
    private decimal? _reserved;
    private DateTimeOffset? _sentAt;
    private DateTimeOffset _notedAt;

    /// <summary>When it was sent; as long as that is not known, when it was noted.</summary>
    public DateTimeOffset Time => _sentAt ?? _notedAt;

    /// <summary>The service.</summary>
    public string Service { get; private set; } = "";

    /// <summary>Its id; null while that is not known.</summary>
    public string? TaskId { get; private set; }

    /// <summary>What the user calls its kind.</summary>
    public string? Tag { get; private set; }

    /// <summary>Its last known status.</summary>
    public WebRunTaskStatus Status { get; private set; }

    /// <summary>What it has cost, as far as that is known.</summary>
    public decimal? Cost { get; private set; }

    /// <summary>True once its request has gone out.</summary>
    public bool IsSent { get; private set; }

    /// <summary>True if it was not started after all.</summary>
    public bool IsReleased { get; private set; }

    /// <summary>The process that sent it.</summary>
    public ProcessIdentity Owner { get; private set; } = ProcessIdentity.Elsewhere;

    /// <summary>True once it has ended, in whatever way.</summary>
    public bool HasEnded => Status is not (WebRunTaskStatus.Pending or WebRunTaskStatus.Running or WebRunTaskStatus.WaitingForInput);

    /// <summary>What it is known to have cost.</summary>
    public decimal Spent => IsReleased ? 0 : Cost ?? 0;

    /// <summary>What it may cost beyond that. A process that died before it sent the task will not send it; one that it did send may have cost everything.</summary>
    public decimal Held => IsReleased || (HasEnded && Cost is not null) || (!IsSent && !Owner.IsAlive) ? 0 : Math.Max(0, (_reserved ?? CostIndex.UnknownCost) - (Cost ?? 0));

    /// <summary>Takes a line about it.</summary>
    public void Take(CostLine line)
    {
        if (_notedAt == default)
        {
            (_notedAt, Service, Owner) = (line.At, line.Service, line.Owner);
        }

        (TaskId, Tag, _reserved, _sentAt) = (line.TaskId ?? TaskId, line.Tag ?? Tag, line.Reserved ?? _reserved, line.SentAt ?? _sentAt);
        switch (line.Event)
        {
            case CostEvent.Sent:
                (IsSent, IsReleased) = (true, false);
                break;
            case CostEvent.Released:
                IsReleased = true;
                break;
            case CostEvent.Seen when line.Status is { } status && !(HasEnded && status is WebRunTaskStatus.Pending or WebRunTaskStatus.Running or WebRunTaskStatus.WaitingForInput):
                (IsSent, IsReleased, Status, Cost) = (true, false, status, line.Cost ?? Cost);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes what is known of the same task under another name.</summary>
    public void Join(PaidEntry other)
    {
        (Tag, Cost, IsSent, IsReleased, _sentAt) = (Tag ?? other.Tag, other.Cost ?? Cost, true, false, _sentAt ?? other._sentAt);
        Status = other.HasEnded ? other.Status : Status;
    }
}

/// <summary>A session, as the cost log has it.</summary>
internal sealed class SessionEntry
{
    /// <summary>What a minute of a session costs, in USD.</summary>
    public const decimal CostOfMinute = 0.02m;

    // After so long without a task the service ends it.
    private static readonly TimeSpan MaxIdle = TimeSpan.FromMinutes(5);
    private DateTimeOffset? _openedAt;
    private DateTimeOffset? _endedAt;
    private DateTimeOffset _firstAt = DateTimeOffset.MaxValue;
    private DateTimeOffset _lastAt;

    /// <summary>Its tasks, in the order in which they were noted.</summary>
    public List<PaidEntry> Tasks { get; } = [];

    /// <summary>The service.</summary>
    public string Service { get; private set; } = "";

    /// <summary>When it was opened, or first heard of.</summary>
    public DateTimeOffset Time => _openedAt ?? _firstAt;

    /// <summary>Takes a line about it, or about one of its tasks.</summary>
    public void Take(CostLine line)
    {
        var first = line.SentAt ?? line.At;
        Service = line.Service;
        (_firstAt, _lastAt) = (first < _firstAt ? first : _firstAt, line.At > _lastAt ? line.At : _lastAt);
        _openedAt = line.Event == CostEvent.SessionOpened ? first : _openedAt;
        _endedAt = line.Event == CostEvent.SessionEnded ? line.At : _endedAt;
    }

    /// <summary>How long it was open, as far as this machine can tell.</summary>
    public TimeSpan Length(DateTimeOffset now)
    {
        // Nobody has noted the end of one whose process was killed; of one that was opened elsewhere, only its tasks are known.
        var idle = _lastAt + MaxIdle;
        var end = _endedAt ?? (_openedAt is null ? _lastAt : idle < now ? idle : now);
        return end > Time ? end - Time : TimeSpan.Zero;
    }
}
