using System;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Transport;

/// <summary>A signal that can be set repeatedly. A caller that takes <see cref="Next"/> before it checks misses none.</summary>
internal sealed class AsyncSignal
{
    private TaskCompletionSource<bool> _next = Create();

    /// <summary>Completes at the next signal.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Sets the signal.</summary>
    public void Set() => Interlocked.Exchange(ref _next, Create()).TrySetResult(true);

    private static TaskCompletionSource<bool> Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Waits for a signal with a timeout.</summary>
internal static class AsyncSignalExtensions
{
    /// <summary>Waits for a signal or until a time has passed; the caller finds out which by checking.</summary>
    /// <exception cref="OperationCanceledException">The token cancelled the wait.</exception>
    public static async Task SetOrPassedAsync(this Task signal, TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await signal.WaitAsync(time, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It is time for the next poll, just as after a signal.
            return;
        }
    }
}
