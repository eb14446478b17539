using System;

namespace WebRun;

/// <summary>Receives the log of the client. The texts are already redacted; they come from any thread.</summary>
/// <param name="Verbose">Receives one line for each exchange and each wait; null for none.</param>
/// <param name="Debug">Receives headers and bodies, with secrets removed; null for none.</param>
/// <param name="Warning">Receives what the user should know although the work continues; null for none.</param>
public sealed record WebRunLog(Action<string>? Verbose, Action<string>? Debug, Action<string>? Warning = null)
{
    /// <summary>Logs nothing.</summary>
    public static readonly WebRunLog None = new(null, null);
}

/// <summary>How a client's requests are waiting for the service's rate limit at one moment.</summary>
/// <param name="Requests">How many wait, 1 or more.</param>
/// <param name="Remaining">How long the next one still has to wait, more than zero; the others follow as places become free.</param>
public sealed record WebRunRateWait(int Requests, TimeSpan Remaining);
