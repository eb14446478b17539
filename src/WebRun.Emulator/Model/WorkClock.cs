using System;
using System.Threading;

namespace WebRun.Emulator.Model;

/// <summary>Counts the time that a task has worked, and can be halted. Ends exactly on its mark, whenever its timer fires.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class WorkClock(TimeProvider time, Lock gate) : IDisposable
{
    private readonly Alarm _alarm = new(time, gate);
    private TimeSpan _before;
    private TimeSpan _mark;
    private long? _since;

    public TimeSpan Worked
    {
        get
        {
            if (_since is not { } start)
            {
                return _before;
            }

            var now = _before + time.GetElapsedTime(start);
            return now < _mark ? now : _mark;
        }
    }

    /// <summary>Continues until <paramref name="until"/> has been worked in total, then calls <paramref name="reached"/>.</summary>
    public void Run(TimeSpan until, Action reached)
    {
        _mark = until;
        _since = time.GetTimestamp();
        var rest = until - _before;
        if (rest > TimeSpan.Zero)
        {
            _alarm.Set(rest, Reach);
        }
        else
        {
            Reach();
        }

        void Reach()
        {
            _before = until;
            _since = null;
            reached();
        }
    }

    public void Halt()
    {
        _before = Worked;
        _since = null;
        _alarm.Cancel();
    }

    public void Dispose() => _alarm.Dispose();
}
