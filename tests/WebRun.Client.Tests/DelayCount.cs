using System;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>Counts the delays of a clock that run now, as opposed to limits that should not be reached.</summary>
internal sealed class DelayCount
{
    private int _delays;

    /// <summary>True while work waits for a delay to end.</summary>
    public bool IsAny => Volatile.Read(ref _delays) > 0;

    /// <summary>A timer that counts until it is disposed, unless it is the limit of a token.</summary>
    public ITimer Of(ITimer timer, object? state) => state is CancellationTokenSource ? timer : new Delay(this, timer);

    private sealed class Delay : ITimer
    {
        private readonly DelayCount _count;
        private readonly ITimer _timer;
        private int _isDisposed;

        public Delay(DelayCount count, ITimer timer)
        {
            (_count, _timer) = (count, timer);
            Interlocked.Increment(ref count._delays);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => _timer.Change(dueTime, period);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                Interlocked.Decrement(ref _count._delays);
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
