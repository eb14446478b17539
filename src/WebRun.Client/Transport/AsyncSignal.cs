using System;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Transport;

/// <summary>A signal that can be given again and again. Whoever takes <see cref="Next"/> before looking misses none.</summary>
internal sealed class AsyncSignal
{
    private TaskCompletionSource<bool> _next = Create();

    /// <summary>Completes at the next signal.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Gives the signal.</summary>
    public void Set() => Interlocked.Exchange(ref _next, Create()).TrySetResult(true);

    private static TaskCompletionSource<bool> Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Waiting for a signal, but not for ever.</summary>
internal static class AsyncSignalExtensions
{
    /// <summary>Waits for a signal or until a time has passed; which of them, the caller sees by looking.</summary>
    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public static async Task SetOrPassedAsync(this Task signal, TimeSpan time, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await signal.WaitAsync(time, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Time for the next look, as much as a signal is.
            return;
        }
    }
}
