using System;
using System.Threading;

namespace WebRun.Emulator.Model;

/// <summary>One timer at a time that rings under the emulator's lock; a ring that was overtaken does nothing.</summary>
/// <remarks>Members are called under the lock.</remarks>
internal sealed class Alarm(TimeProvider time, Lock gate) : IDisposable
{
    private ITimer? _timer;
    private int _turn;

    /// <summary>Replaces the alarm that is set; <paramref name="due"/> is positive.</summary>
    public void Set(TimeSpan due, Action ring)
    {
        Cancel();
        var mine = _turn;
        _timer = time.CreateTimer(_ => Ring(mine, ring), state: null, due, Timeout.InfiniteTimeSpan);
    }

    public void Cancel()
    {
        _turn++;
        _timer?.Dispose();
        _timer = null;
    }

    public void Dispose() => Cancel();

    private void Ring(int mine, Action ring)
    {
        lock (gate)
        {
            if (mine != _turn)
            {
                return;
            }

            Cancel();
            ring();
        }
    }
}
