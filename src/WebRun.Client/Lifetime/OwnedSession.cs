using System;

namespace WebRun.Lifetime;

/// <summary>A session that ends with the work that owns it, unless it is released: disposed, or with the process.</summary>
/// <param name="client">Ends it.</param>
internal sealed class OwnedSession(WebRunClient client) : IDisposable
{
    private IDisposable? _onExit;

    /// <summary>The session; null while there is none.</summary>
    public string? SessionId { get; private set; }

    /// <summary>Takes charge of a session.</summary>
    public void Take(string sessionId)
    {
        if (SessionId is null)
        {
            SessionId = sessionId;
            _onExit = SessionReaper.TerminateOnExit(client, sessionId);
        }
    }

    /// <summary>Releases the session without ending it.</summary>
    public void Release()
    {
        _onExit?.Dispose();
        SessionId = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (SessionId is { } sessionId)
        {
            _ = SessionReaper.TerminateAsync(client, sessionId);
            Release();
        }
    }
}
