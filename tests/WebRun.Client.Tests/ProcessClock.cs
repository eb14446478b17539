using System;
using System.Threading;

namespace WebRun.Client.Tests;

/// <summary>The clock of one process among several that share the time. Clients with different ones are as in different processes.</summary>
internal sealed class ProcessClock(TimeProvider time) : TimeProvider
{
    private readonly DelayCount _delays = new();

    /// <summary>True while work waits for a delay to end.</summary>
    public bool IsAwaited => _delays.IsAny;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _delays.Of(time.CreateTimer(callback, state, dueTime, period), state);
}
