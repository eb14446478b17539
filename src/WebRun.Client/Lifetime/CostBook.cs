using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Storage;
using WebRun.Transport;

namespace WebRun.Lifetime;

/// <summary>A client's books: every paid task goes through them, which note what it costs and keep the day's limit. Thread-safe.</summary>
internal sealed class CostBook
{
    // Sessions that end by themselves leave tasks of which nobody hears.
    private const int MaxUnsettled = 10_000;
    private readonly WebRunClientOptions _options;
    private readonly CostLog? _log;
    private readonly DailyLimit? _limit;
    private readonly string _account;
    private readonly ConcurrentQueue<CostLine> _waiting = new();
    private readonly object _writing = new();
    private readonly ConcurrentDictionary<PaidTask, bool> _unsettled = new();
    private readonly ConcurrentDictionary<string, bool> _sessions = new(StringComparer.Ordinal);
    private Exception? _failure;
    private int _hasWarned;

    /// <summary>Opens the books. Nothing is read or written.</summary>
    public CostBook(WebRunClientOptions options)
    {
        _options = options;
        _account = AccountOf(options);
        _log = options.StatePath is { } path ? new CostLog(path) : null;
        _limit = options.DailyLimit is { } limit ? new DailyLimit(limit, _account, _log, options.Clock) : null;
    }

    /// <summary>The time.</summary>
    public DateTimeOffset Now => _options.Clock.GetUtcNow();

    /// <summary>The service and the key of a client, as the log names them.</summary>
    public static string AccountOf(WebRunClientOptions options) => PrivateFile.NameFor($"{options.BaseUri}\n{options.ApiKey?.Reveal()}");

    /// <summary>Begins a paid task. With a day's limit, what it may cost is reserved first; without one, nothing is read or written.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="maxCost">The most that it may cost in USD; null for no limit.</param>
    /// <param name="observer">Receives its attempts too; null for none.</param>
    /// <param name="log">Is warned if what it costs cannot be noted.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.BudgetExceeded"/>: the day's limit has no room for it. Nothing was sent.</exception>
    public async Task<PaidTask> BeginAsync(WebRunTaskRequest request, decimal? maxCost, ICallObserver? observer, WebRunLog log)
    {
        // What was written in the background may have failed only after its task.
        Warn(log);
        var task = new PaidTask(this, log, Guid.NewGuid().ToString("N"), observer) { Tag = Masked(request), Reserved = maxCost };
        if (_limit is not null)
        {
            await _limit.ReserveAsync(task.Tag, maxCost, task.Reserve).ConfigureAwait(false);
        }

        return task;
    }

    private string? Masked(WebRunTaskRequest request) =>
        request.Tag is null ? null : Redaction.Mask(request.Tag, _options.ApiKey, [.. request.Secrets.SelectMany(secret => secret.SecretFields)]);

    /// <summary>A task that was sent before, by this process or another one.</summary>
    public PaidTask Of(WebRunTask known, WebRunLog log) =>
        _unsettled.Keys.FirstOrDefault(task => task.SessionId == known.SessionId && known.SessionId is not null && (task.TaskId is null || task.TaskId == known.TaskId))
        ?? new PaidTask(this, log, ticket: null, observer: null) { Tag = known.Tag is null ? null : Redaction.Mask(known.Tag, _options.ApiKey), Reserved = known.MaxCost };

    /// <summary>The tasks of a session whose cost is not known yet.</summary>
    public IReadOnlyList<PaidTask> UnsettledOf(string sessionId) => _log is null ? [] : [.. _unsettled.Keys.Where(task => task.SessionId == sessionId)];

    /// <summary>Keeps a task until its cost is known.</summary>
    public void Keep(PaidTask task)
    {
        if (_unsettled.Count < MaxUnsettled)
        {
            _unsettled[task] = true;
        }
    }

    /// <summary>Keeps a task no longer.</summary>
    public void Drop(PaidTask task) => _unsettled.TryRemove(task, out _);

    /// <summary>Notes that a session has opened.</summary>
    public void Opened(string sessionId, DateTimeOffset at)
    {
        _sessions[sessionId] = true;
        NoteLater(Line(CostEvent.SessionOpened) with { SessionId = sessionId, SentAt = at });
    }

    /// <summary>True for a session that this client has opened, and that has not ended.</summary>
    public bool HasOpened(string sessionId) => _sessions.ContainsKey(sessionId);

    /// <summary>Notes that a session has ended, if it is one that this client has opened.</summary>
    public void Ended(string sessionId)
    {
        if (_sessions.TryRemove(sessionId, out _))
        {
            NoteEnd(sessionId);
        }
    }

    /// <summary>Notes that a session has ended.</summary>
    public void NoteEnd(string sessionId) => NoteLater(Line(CostEvent.SessionEnded) with { SessionId = sessionId });

    /// <summary>A line of this client.</summary>
    public CostLine Line(CostEvent what) => new() { Event = what, At = Now, Account = _account, Service = _options.BaseUri.AbsoluteUri, Owner = ProcessIdentity.Current };

    /// <summary>Notes a line before anything else happens where a limit counts it, and in the background elsewhere.</summary>
    public void NoteFirst(CostLine line)
    {
        if (_limit is null)
        {
            NoteLater(line);
            return;
        }

        _limit.Take(line);
        _waiting.Enqueue(line);
        Write(waits: true);
    }

    /// <summary>Notes a line at once, unless that would have to wait for another process.</summary>
    public void Note(CostLine line)
    {
        _limit?.Take(line);
        _waiting.Enqueue(line);
        if (!Write(waits: false))
        {
            WriteLater();
        }
    }

    /// <summary>Notes a line in the background. The end of the process waits for it.</summary>
    public void NoteLater(CostLine line)
    {
        _limit?.Take(line);
        _waiting.Enqueue(line);
        WriteLater();
    }

    /// <summary>Writes what waits to be noted.</summary>
    public void Flush() => Write(waits: true);

    /// <summary>Warns once if something could not be noted.</summary>
    public void Warn(WebRunLog log)
    {
        if (_failure is { } failure && log.Warning is { } warn && Interlocked.Exchange(ref _hasWarned, 1) == 0)
        {
            warn($"What tasks cost cannot be noted in '{_log!.Folder}': {failure.Message} This machine's sums lack it{(_limit is null ? "" : ", and the day's limit counts this process alone")}. Set {_options.StatePathSetting} to use another folder.");
        }
    }

    private void WriteLater()
    {
        if (_log is not null)
        {
            ProcessEnd.WaitFor(Task.Run(() => Write(waits: true)), _options.BaseUri);
        }
    }

    private bool Write(bool waits)
    {
        if (_log is null)
        {
            return true;
        }

        if (!waits)
        {
            if (!Monitor.TryEnter(_writing))
            {
                return false;
            }
        }
        else
        {
            Monitor.Enter(_writing);
        }

        try
        {
            return Write(_log, waits);
        }
        finally
        {
            Monitor.Exit(_writing);
        }
    }

    private bool Write(CostLog log, bool waits)
    {
        var lines = _waiting.ToArray();
        if (lines.Length == 0)
        {
            return true;
        }

        Exception? failure;
        if (waits)
        {
            failure = log.Add(lines);
        }
        else if (!log.TryAdd(lines, out failure))
        {
            return false;
        }

        // Only now, so that nobody who finds nothing waiting is told too early that all is written.
        foreach (var _ in lines)
        {
            _waiting.TryDequeue(out var _);
        }

        _failure = failure ?? _failure;
        return true;
    }
}
