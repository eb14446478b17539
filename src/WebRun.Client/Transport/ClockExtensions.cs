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
