using System;
using System.Collections.Concurrent;

namespace WebRun.Lifetime;

/// <summary>The sessions of a client that end with the process unless they end before.</summary>
/// <param name="ledger">Forgets those that have ended; null for none.</param>
internal sealed class OpenSessions(SessionLedger? ledger)
{
    private readonly ConcurrentDictionary<string, IDisposable> _duties = new(StringComparer.Ordinal);

    /// <summary>Keeps the duty to end a session when the process ends, in place of one that is kept already.</summary>
    public void Remember(string sessionId, IDisposable duty)
    {
        Forget(sessionId);
        _duties[sessionId] = duty;
    }

    /// <summary>Takes it that a session has ended, as the service has confirmed.</summary>
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
