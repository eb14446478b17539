using System;
using System.Threading;
using Microsoft.Extensions.Time.Testing;

namespace WebRun.Client.Tests;

/// <summary>A fake clock that knows whether somebody waits for time to pass, as opposed to a limit that should not be reached.</summary>
internal sealed class TestClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 15, 10, 0, 0, TimeSpan.Zero))
{
    private readonly DelayCount _delays = new();

    /// <summary>True while work waits for a delay to end.</summary>
    public bool IsAwaited => _delays.IsAny;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _delays.Of(base.CreateTimer(callback, state, dueTime, period), state);
}
