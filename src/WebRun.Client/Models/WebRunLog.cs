using System;

namespace WebRun;

/// <summary>Receives what the client logs. The texts are already redacted; they come from any thread.</summary>
/// <param name="Verbose">Receives a line for each exchange and each wait; null for none.</param>
/// <param name="Debug">Receives headers and bodies as far as they may be shown; null for none.</param>
/// <param name="Warning">Receives what the user should know although the work goes on; null for none.</param>
internal sealed record WebRunLog(Action<string>? Verbose, Action<string>? Debug, Action<string>? Warning = null)
{
    /// <summary>Logs nothing.</summary>
    public static readonly WebRunLog None = new(null, null);
}

/// <summary>How a client's requests wait for the service's rate limit at one moment.</summary>
/// <param name="Requests">How many wait, 1 or more.</param>
/// <param name="Remaining">How much longer the next one has to wait, more than zero; the others follow as places become free.</param>
internal sealed record WebRunRateWait(int Requests, TimeSpan Remaining);
