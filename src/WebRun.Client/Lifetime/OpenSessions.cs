using System;
using System.Collections.Concurrent;

namespace WebRun.Lifetime;

/// <summary>What a client knows about sessions until they end: which end with the process, where their pictures are, and which tasks they have.</summary>
/// <param name="ledger">Removes those that have ended; null for none.</param>
/// <param name="firstTasks">Listens no longer to those that have ended.</param>
internal sealed class OpenSessions(SessionLedger? ledger, FirstTasks firstTasks)
{
    private readonly ConcurrentDictionary<string, IDisposable> _duties = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WebRunStreaming> _pictures = new(StringComparer.Ordinal);

    // The ids of a session's tasks, where all of them are known.
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> _tasks = new(StringComparer.Ordinal);

    /// <summary>Notes a session that this client has opened and whose tasks are all known: any other task that starts in it is the next one that is sent.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="taskId">Its first task; null for none.</param>
    public void Opened(string sessionId, string? taskId)
    {
        _tasks[sessionId] = new(StringComparer.Ordinal);
        HasTask(sessionId, taskId);
    }

    /// <summary>Notes a task of a session. Null does nothing.</summary>
    public void HasTask(string sessionId, string? taskId)
    {
        if (taskId is not null && _tasks.TryGetValue(sessionId, out var known))
        {
            known[taskId] = true;
        }
    }

    /// <summary>True if a task that starts in a session can only be the one that is being sent to it.</summary>
    public bool IsNewTask(string sessionId, string? taskId) => taskId is not null && _tasks.TryGetValue(sessionId, out var known) && !known.ContainsKey(taskId);

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
        _tasks.TryRemove(sessionId, out _);
        firstTasks.Of(sessionId)?.Leave();
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
