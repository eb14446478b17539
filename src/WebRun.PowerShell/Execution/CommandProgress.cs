using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading;

namespace WebRun.PowerShell.Execution;

/// <summary>One progress bar for all work of a command: shown after half a second, updated at most five times a second, always completed.</summary>
internal sealed class CommandProgress
{
    /// <summary>The time between two updates.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan ShowAfter = TimeSpan.FromMilliseconds(500);
    private static int s_lastId;
    private readonly int _id = Interlocked.Increment(ref s_lastId);
    private readonly string _activity;
    private readonly Action<ProgressRecord>? _show;
    private readonly Dictionary<object, WebRunTask> _tasks = [];
    private readonly Dictionary<object, string> _latest = [];
    private readonly Dictionary<object, (string Name, long Done, long? Total)> _transfers = [];
    private readonly BatchProgress _batch = new();
    private readonly Stopwatch _elapsed = new();
    private TimeSpan _lastShown;
    private string? _last;
    private bool _isShown;

    /// <summary>Creates the bar.</summary>
    /// <param name="activity">The command.</param>
    /// <param name="show">Receives the updates where no pipeline thread shows them; null if one does.</param>
    public CommandProgress(string activity, Action<ProgressRecord>? show = null)
    {
        (_activity, _show) = (activity, show);
        if (show is not null)
        {
            _elapsed.Start();
        }
    }

    /// <summary>How many requests wait for the rate limit, and for how much longer; null for none.</summary>
    public Func<(int Count, TimeSpan Time)?>? Limited { get; set; }

    /// <summary>True while requests wait for the rate limit, or files are on their way.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (_tasks)
            {
                return _transfers.Count > 0 || Limited?.Invoke() is not null;
            }
        }
    }

    /// <summary>The number of tasks; null while it is unknown.</summary>
    public int? Expected
    {
        get => _batch.Expected;
        set => Change(() => _batch.Expected = value);
    }

    /// <summary>Receives a task after a poll. Thread-safe.</summary>
    public void Update(object work, WebRunTask task) => Change(() => _tasks[work] = task);

    /// <summary>Receives a live event. Thread-safe.</summary>
    public void Update(object work, WebRunEvent liveEvent)
    {
        if (liveEvent.Kind is WebRunEventKind.Thought or WebRunEventKind.Action && liveEvent.Text is { } text)
        {
            Change(() => _latest[work] = text);
        }
    }

    /// <summary>Receives how many bytes of a file were uploaded or downloaded. Thread-safe.</summary>
    public void Update(object work, string name, long done, long? total) => Change(() => _transfers[work] = (name, done, total));

    /// <summary>Adds a task that has ended to the numbers. Thread-safe.</summary>
    /// <param name="isDone">True if it has a result.</param>
    /// <param name="cost">What it has cost, in USD; null if that is not known.</param>
    public void End(bool isDone, decimal? cost) => Change(() => _batch.End(isDone, cost));

    /// <summary>Removes work that is done. Thread-safe.</summary>
    public void Remove(object work)
    {
        lock (_tasks)
        {
            _tasks.Remove(work);
            _latest.Remove(work);
            _transfers.Remove(work);
        }
    }

    /// <summary>Shows an update when one is due. For the pipeline thread.</summary>
    public void Show(Cmdlet cmdlet, int running)
    {
        _elapsed.Start();
        if (_elapsed.Elapsed >= ShowAfter && News(running) is { } record)
        {
            _isShown = true;
            cmdlet.WriteProgress(record);
        }
    }

    /// <summary>Removes the bar. For the pipeline thread.</summary>
    public void Complete(Cmdlet cmdlet)
    {
        _elapsed.Reset();
        (_lastShown, _last) = (TimeSpan.Zero, null);
        if (_isShown)
        {
            _isShown = false;
            cmdlet.WriteProgress(Done());
        }
    }

    /// <summary>Removes the bar where there is no pipeline thread.</summary>
    public void Finish() => _show?.Invoke(Done());

    private ProgressRecord Done() => new(_id, _activity, "Done") { RecordType = ProgressRecordType.Completed };

    private void Change(Action change)
    {
        lock (_tasks)
        {
            change();
            if (_show is not null && News(running: 1) is { } record)
            {
                _show(record);
            }
        }
    }

    /// <summary>An update that is due and says something new. A terminal is asked where its cursor is for each; on Unix, PowerShell hangs if Ctrl+C takes the answer away.</summary>
    private ProgressRecord? News(int running)
    {
        if (_lastShown != TimeSpan.Zero && _elapsed.Elapsed - _lastShown < Interval)
        {
            return null;
        }

        _lastShown = _elapsed.Elapsed;
        var record = Record(running);
        var text = record.ToString();
        var isNew = text != _last;
        _last = text;
        return isNew ? record : null;
    }

    private ProgressRecord Record(int running)
    {
        lock (_tasks)
        {
            if (_transfers.Count > 0)
            {
                return TransferRecord();
            }

            var isBatch = running + _batch.Ended > 1;
            var status = isBatch || Limited?.Invoke() is not null
                ? _batch.Status(running, Limited?.Invoke(), _elapsed.Elapsed, CostOfRunning())
                : StatusOfOne();
            return Record(status, _latest.Values.LastOrDefault() ?? _tasks.Values.LastOrDefault()?.TaskDetails, isBatch ? _batch.Percent : -1, isBatch ? _batch.SecondsLeft(_elapsed.Elapsed) : -1);
        }
    }

    private ProgressRecord Record(string status, string? doing, int percent, int secondsLeft = -1)
    {
        var operation = Display.Shorten(Display.OneLine(doing));
        return new ProgressRecord(_id, _activity, Display.HasMinimalProgress && operation.Length > 0 ? $"{status}: {operation}" : status)
        {
            CurrentOperation = operation,
            PercentComplete = percent,
            SecondsRemaining = secondsLeft,
        };
    }

    private string StatusOfOne()
    {
        var elapsed = Display.Elapsed(_elapsed.Elapsed);
        return CostOfRunning() is > 0 and var cost ? $"{elapsed}, {Display.Cost(cost)} so far" : elapsed;
    }

    private decimal CostOfRunning() => _tasks.Values.Sum(task => task.Cost ?? 0);

    private ProgressRecord TransferRecord()
    {
        var (done, total) = (_transfers.Values.Sum(t => t.Done), _transfers.Values.Sum(t => t.Total ?? 0));
        var isKnown = total > 0 && _transfers.Values.All(t => t.Total is not null);
        var elapsed = Display.Elapsed(_elapsed.Elapsed);
        var status = isKnown ? $"{Display.Size(done)} of {Display.Size(total)}, {elapsed}" : $"{Display.Size(done)}, {elapsed}";
        return Record(status, _transfers.Values.Last().Name, isKnown ? (int)Math.Min(100, 100 * done / total) : -1);
    }
}
