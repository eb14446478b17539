using System;
using System.Collections.Concurrent;

namespace WebRun.Lifetime;

/// <summary>The sessions of a client that end with the process, unless they end earlier.</summary>
/// <param name="ledger">Removes those that have ended; null for none.</param>
internal sealed class OpenSessions(SessionLedger? ledger)
{
    private readonly ConcurrentDictionary<string, IDisposable> _duties = new(StringComparer.Ordinal);

    /// <summary>Keeps what ends a session at the end of the process, and drops what was kept for it before.</summary>
    public void Remember(string sessionId, IDisposable duty)
    {
        Forget(sessionId);
        _duties[sessionId] = duty;
    }

    /// <summary>Forgets a session whose end the service has confirmed.</summary>
    public void Ended(string sessionId)
    {
        Forget(sessionId);
        ledger?.Remove(sessionId);
    }

    private void Forget(string sessionId)
    {
        if (_duties.TryRemove(sessionId, out var duty))
        {
            duty.Dispose();
        }
    }
}
