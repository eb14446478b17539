using System;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Http;

/// <summary>A delay by an injected clock, under one name on both frameworks.</summary>
internal static class ClockExtensions
{
    public static Task PauseAsync(this TimeProvider clock, TimeSpan time, CancellationToken cancel) =>
#if NETSTANDARD2_0
        clock.Delay(time, cancel);
#else
        Task.Delay(time, clock, cancel);
#endif
}
