using System;
using System.Collections.Concurrent;

namespace WebRun.Lifetime;

/// <summary>The sessions of a client that end with the process, unless they end earlier.</summary>
/// <param name="ledger">Removes those that have ended; null for none.</param>
internal sealed class OpenSessions(SessionLedger? ledger)
{
    private readonly ConcurrentDictionary<string, IDisposable> _duties = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WebRunStreaming> _pictures = new(StringComparer.Ordinal);

    /// <summary>Notes where a session's picture is, until it ends.</summary>
    public void Show(string sessionId, WebRunStreaming streaming) => _pictures[sessionId] = streaming;

    /// <summary>Where a session's picture is; null if this client has not opened it, or the service did not say.</summary>
    public WebRunStreaming? Picture(string sessionId) => _pictures.TryGetValue(sessionId, out var streaming) ? streaming : null;

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
        _pictures.TryRemove(sessionId, out _);
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
