using System;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Transport;

/// <summary>A delay by an injected clock, under one name on both frameworks.</summary>
internal static class ClockExtensions
{
    public static Task PauseAsync(this TimeProvider clock, TimeSpan time, CancellationToken cancellationToken) =>
#if NETSTANDARD2_0
        clock.Delay(time, cancellationToken);
#else
        Task.Delay(time, clock, cancellationToken);
#endif
}

/// <summary>A token that is cancelled with the caller's token or after a timeout by the injected clock, and knows which of them it was.</summary>
internal sealed class Deadline : IDisposable
{
    /// <summary>Effectively no limit: about the longest time that a timer can hold.</summary>
    public static readonly TimeSpan Max = TimeSpan.FromDays(24);

    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _cancel;
    private readonly TimeSpan _length;

    /// <summary>Starts the time.</summary>
    public Deadline(TimeProvider clock, TimeSpan time, CancellationToken cancellationToken)
    {
        _length = time > TimeSpan.Zero ? time : TimeSpan.Zero;
#if NETSTANDARD2_0
        _time = clock.CreateCancellationTokenSource(_length);
#else
        _time = new CancellationTokenSource(_length, clock);
#endif
        _cancel = cancellationToken;
        _either = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, cancellationToken);
    }

    /// <summary>Cancelled by whichever comes first.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>True once the time is over, unless the caller cancelled.</summary>
    public bool HasPassed => _time.IsCancellationRequested && !_cancel.IsCancellationRequested;

    /// <summary>Restarts the timeout, unless it has passed.</summary>
    public void Extend() => Restart(_length);

    /// <summary>Starts another timeout in its place, unless it has passed.</summary>
    public void Restart(TimeSpan time) => _time.CancelAfter(time);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _time.Dispose();
    }
}
