using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Time.Testing;

namespace WebRun.Client.Tests;

/// <summary>A fake clock that knows whether somebody waits for time to pass, as opposed to a limit that should not be reached.</summary>
internal sealed class TestClock() : FakeTimeProvider(new DateTimeOffset(2026, 1, 15, 10, 0, 0, TimeSpan.Zero))
{
    private int _delays;

    /// <summary>True while work waits for a delay to end.</summary>
    public bool IsAwaited => Volatile.Read(ref _delays) > 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        return state is CancellationTokenSource ? timer : new DelayTimer(this, timer);
    }

    private sealed class DelayTimer : ITimer
    {
        private readonly TestClock _clock;
        private readonly ITimer _timer;
        private int _isDisposed;

        public DelayTimer(TestClock clock, ITimer timer)
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

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
