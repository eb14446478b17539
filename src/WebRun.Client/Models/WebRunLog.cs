using System;

namespace WebRun;

/// <summary>Takes what the client tells about its work. The texts are already redacted; they come from any thread.</summary>
/// <param name="Verbose">Takes one line for each exchange and each wait; null for nobody.</param>
/// <param name="Debug">Takes headers and bodies as far as they may be shown; null for nobody.</param>
/// <param name="Warning">Takes what the user should know although the work goes on; null for nobody.</param>
internal sealed record WebRunLog(Action<string>? Verbose, Action<string>? Debug, Action<string>? Warning = null)
{
    /// <summary>Logs nothing.</summary>
    public static readonly WebRunLog None = new(null, null);
}

/// <summary>How a client's requests are waiting for the service's rate limit at one moment.</summary>
/// <param name="Requests">How many wait, 1 or more.</param>
/// <param name="Remaining">How long the next of them has to wait still, more than zero; the others follow as places become free.</param>
internal sealed record WebRunRateWait(int Requests, TimeSpan Remaining);
