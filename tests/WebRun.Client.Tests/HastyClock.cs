using System;
using System.Threading;

namespace WebRun.Client.Tests;

/// <summary>The real time, but pauses are a hundredth as long. Limits, which are there not to be reached, keep their length.</summary>
internal sealed class HastyClock : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, state is CancellationTokenSource || dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / 100, period);
}
