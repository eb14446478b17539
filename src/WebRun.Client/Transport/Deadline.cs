using System;
using System.Threading;

namespace WebRun.Transport;

/// <summary>A token that is cancelled with the caller's token or after a timeout by the injected clock, and knows which of them it was.</summary>
internal sealed class Deadline : IDisposable
{
    /// <summary>Effectively no limit: about the longest time that a timer can hold.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromDays(24);

    // A timer is this late only where the process or the machine was suspended. What has come meanwhile is then read before the time is over.
    private static readonly TimeSpan SuspendedFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _time = new();
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _cancel;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _length;
    private readonly ITimer _timer;
    private long _startedAt;
    private TimeSpan _due;

    /// <summary>Starts the time.</summary>
    public Deadline(TimeProvider clock, TimeSpan time, CancellationToken cancellationToken)
    {
        (_clock, _cancel, _startedAt) = (clock, cancellationToken, clock.GetTimestamp());
        _length = _due = time > TimeSpan.Zero ? time : TimeSpan.Zero;
        _either = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, cancellationToken);
        _timer = clock.CreateTimer(_ => OnTime(), _time, _length, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled by whichever comes first.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>True once the time is over, unless the caller cancelled.</summary>
    public bool HasPassed => _time.IsCancellationRequested && !_cancel.IsCancellationRequested;

    /// <summary>Restarts the timeout, unless it has passed.</summary>
    public void Extend() => Restart(_length);

    /// <summary>Starts another timeout in its place, unless it has passed.</summary>
    public void Restart(TimeSpan time)
    {
        (_startedAt, _due) = (_clock.GetTimestamp(), time);
        _timer.Change(time, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _either.Dispose();
        _time.Dispose();
    }

    private void OnTime()
    {
        if (_clock.GetElapsedTime(_startedAt) - _due > SuspendedFor)
        {
            Restart(Grace);
            return;
        }

        try
        {
            _time.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was disposed while the timer fired.
            return;
        }
    }
}
