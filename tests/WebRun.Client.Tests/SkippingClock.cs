using System;
using System.Threading;
using Microsoft.Extensions.Time.Testing;

namespace WebRun.Client.Tests;

/// <summary>A fake clock on which every pause is over at once, and the time has gone on by it: work that waits only for time never leaves its thread.</summary>
internal sealed class SkippingClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 15, 10, 0, 0, TimeSpan.Zero))
{
    /// <summary>How often it was waited for.</summary>
    public int Pauses { get; private set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);

        // The timer of a token is a limit, which has to pass by other work's pauses.
        if (state is not CancellationTokenSource && dueTime > TimeSpan.Zero)
        {
            Pauses++;
            Advance(dueTime);
        }

        return timer;
    }
}
