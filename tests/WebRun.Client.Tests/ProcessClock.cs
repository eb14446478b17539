using System;
using System.Threading;

namespace WebRun.Client.Tests;

/// <summary>The clock of one process among several that share the time. Gates are one for each clock, so clients with different ones are as in different processes.</summary>
internal sealed class ProcessClock(TimeProvider time) : TimeProvider
{
    private int _delays;

    /// <summary>True while a delay runs, as opposed to a limit that should not be reached.</summary>
    public bool IsAwaited => Volatile.Read(ref _delays) > 0;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = time.CreateTimer(callback, state, dueTime, period);
        return state is CancellationTokenSource ? timer : new Delay(this, timer);
    }

    private sealed class Delay : ITimer
    {
        private readonly ProcessClock _clock;
        private readonly ITimer _timer;
        private int _isDisposed;

        public Delay(ProcessClock clock, ITimer timer)
        {
            (_clock, _timer) = (clock, timer);
            Interlocked.Increment(ref clock._delays);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => _timer.Change(dueTime, period);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                Interlocked.Decrement(ref _clock._delays);
                _timer.Dispose();
            }
        }

        public System.Threading.Tasks.ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
