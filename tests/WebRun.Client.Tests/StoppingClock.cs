using System;
using System.Threading;

namespace WebRun.Client.Tests;

/// <summary>A <see cref="HastyClock"/> that cancels when it is asked for the n-th time: every wait, limit and time of a call asks it.</summary>
/// <param name="at">From 1 on.</param>
/// <param name="stop">What is cancelled.</param>
internal sealed class StoppingClock(int at, CancellationTokenSource stop) : TimeProvider
{
    private readonly HastyClock _clock = new();
    private int _asked;

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public override DateTimeOffset GetUtcNow()
    {
        Count();
        return _clock.GetUtcNow();
    }

    public override long GetTimestamp()
    {
        Count();
        return _clock.GetTimestamp();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Count();
        return _clock.CreateTimer(callback, state, dueTime, period);
    }

    private void Count()
    {
        if (Interlocked.Increment(ref _asked) == at)
        {
            // On another thread, as a user's Ctrl+C comes.
            _ = stop.CancelAsync();
        }
    }
}
