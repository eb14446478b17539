using System;
using System.Threading;

namespace WebRun.Emulator;

/// <summary>Counts the time that a task has worked, and can be halted. Ends exactly on its mark, whenever its timer fires.</summary>
/// <remarks>Members are called under the emulator's lock.</remarks>
internal sealed class WorkClock(TimeProvider time, Lock gate) : IDisposable
{
    private readonly Alarm alarm = new(time, gate);
    private TimeSpan before;
    private TimeSpan mark;
    private long? since;

    public TimeSpan Worked
    {
        get
        {
            if (since is not { } start)
                return before;

            TimeSpan now = before + time.GetElapsedTime(start);
            return now < mark ? now : mark;
        }
    }

    /// <summary>Goes on until <paramref name="until"/> has been worked in all, then calls <paramref name="reached"/>.</summary>
    public void Run(TimeSpan until, Action reached)
    {
        mark = until;
        since = time.GetTimestamp();
        TimeSpan rest = until - before;
        if (rest > TimeSpan.Zero)
            alarm.Set(rest, Reach);
        else
            Reach();

        void Reach()
        {
            before = until;
            since = null;
            reached();
        }
    }

    public void Halt()
    {
        before = Worked;
        since = null;
        alarm.Cancel();
    }

    public void Dispose() => alarm.Dispose();
}
