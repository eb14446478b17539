using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>One progress bar for all work of a command: shown after half a second, at most five times a second, always completed.</summary>
internal sealed class CommandProgress(string activity)
{
    /// <summary>The pause between two pictures.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Unseen = TimeSpan.FromMilliseconds(500);
    private static int s_lastId;
    private readonly int _id = System.Threading.Interlocked.Increment(ref s_lastId);
    private readonly Dictionary<object, WebRunTask> _tasks = [];
    private readonly Dictionary<object, string> _latest = [];
    private readonly Dictionary<object, (string Name, long Done, long? Total)> _transfers = [];
    private readonly Stopwatch _elapsed = new();
    private TimeSpan _lastShown;
    private bool _isShown;

    /// <summary>Takes what a look showed of a task. Safe for any thread.</summary>
    public void Update(object work, WebRunTask task)
    {
        lock (_tasks)
        {
            _tasks[work] = task;
        }
    }

    /// <summary>Takes what a live event told. Safe for any thread.</summary>
    public void Update(object work, WebRunEvent told)
    {
        if (told.Kind is WebRunEventKind.Thought or WebRunEventKind.Action && told.Text is { } text)
        {
            lock (_tasks)
            {
                _latest[work] = text;
            }
        }
    }

    /// <summary>Takes how much of a file has gone up or come down, in bytes. Safe for any thread.</summary>
    public void Update(object work, string name, long done, long? total)
    {
        lock (_tasks)
        {
            _transfers[work] = (name, done, total);
        }
    }

    /// <summary>Forgets work that is done. Safe for any thread.</summary>
    public void Remove(object work)
    {
        lock (_tasks)
        {
            _tasks.Remove(work);
            _latest.Remove(work);
            _transfers.Remove(work);
        }
    }

    /// <summary>For the pipeline thread: shows the picture when it is due.</summary>
    public void Show(Cmdlet cmdlet, int running)
    {
        _elapsed.Start();
        if (_elapsed.Elapsed >= Unseen && _elapsed.Elapsed - _lastShown >= Interval)
        {
            _lastShown = _elapsed.Elapsed;
            _isShown = true;
            cmdlet.WriteProgress(Picture(running));
        }
    }

    /// <summary>For the pipeline thread: takes the picture away.</summary>
    public void Complete(Cmdlet cmdlet)
    {
        _elapsed.Reset();
        _lastShown = TimeSpan.Zero;
        if (_isShown)
        {
            _isShown = false;
            cmdlet.WriteProgress(new ProgressRecord(_id, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private ProgressRecord Picture(string elapsed)
    {
        var (done, total) = (_transfers.Values.Sum(t => t.Done), _transfers.Values.Sum(t => t.Total ?? 0));
        var isKnown = total > 0 && _transfers.Values.All(t => t.Total is not null);
        return new ProgressRecord(_id, activity, isKnown ? $"{Display.Size(done)} of {Display.Size(total)}, {elapsed}" : $"{Display.Size(done)}, {elapsed}")
        {
            CurrentOperation = ErrorRecords.Shorten(Display.OneLine(_transfers.Values.Last().Name)),
            PercentComplete = isKnown ? (int)Math.Min(100, 100 * done / total) : -1,
        };
    }

    private ProgressRecord Picture(int running)
    {
        lock (_tasks)
        {
            var cost = _tasks.Values.Sum(t => t.Cost ?? 0);
            var elapsed = FormattableString.Invariant($"{_elapsed.Elapsed.TotalSeconds:0} s");
            var status = running > 1 ? $"{running} running, {elapsed}" : elapsed;
            if (_transfers.Count > 0)
            {
                return Picture(elapsed);
            }

            return new ProgressRecord(_id, activity, cost > 0 ? $"{status}, {Display.Cost(cost)} so far" : status)
            {
                CurrentOperation = ErrorRecords.Shorten(Display.OneLine(_latest.Values.LastOrDefault() ?? _tasks.Values.LastOrDefault()?.TaskDetails)),
            };
        }
    }
}
