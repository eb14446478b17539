using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Live;

/// <summary>A signal that can be given again and again. Whoever takes <see cref="Next"/> before looking misses none.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource<bool> _next = Create();

    /// <summary>Completes at the next signal.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Gives the signal.</summary>
    public void Set() => Interlocked.Exchange(ref _next, Create()).TrySetResult(true);

    private static TaskCompletionSource<bool> Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
