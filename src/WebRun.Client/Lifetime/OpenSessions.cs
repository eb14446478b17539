using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;

namespace WebRun.Lifetime;

/// <summary>What a client knows about sessions until they end: which end with the process, where their pictures are, and which tasks they have.</summary>
/// <param name="ledger">Removes those that have ended; null for none.</param>
/// <param name="costs">Notes their end.</param>
/// <param name="firstTasks">Listens no longer to those that have ended.</param>
internal sealed class OpenSessions(SessionLedger? ledger, CostBook costs, FirstTasks firstTasks)
{
    private readonly ConcurrentDictionary<string, IDisposable> _duties = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WebRunStreaming> _pictures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Ownership, string> _owned = new();
    private readonly ConcurrentDictionary<string, bool> _withoutFirst = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _unnamed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string SessionId, string TaskId), bool> _tasks = new();
    private readonly ConcurrentDictionary<string, WebRunSessionOptions> _options = new(StringComparer.Ordinal);

    /// <summary>Notes how a session was set up, so that its tasks can run again in one like it.</summary>
    public void SetUp(string sessionId, WebRunSessionOptions options) => _options[sessionId] = options;

    /// <summary>How a session was set up; null if this client has not opened it, or as the service does by default.</summary>
    public WebRunSessionOptions? OptionsOf(string sessionId) => _options.TryGetValue(sessionId, out var options) ? options : null;

    /// <summary>Notes a session that this client has opened without a first task.</summary>
    public void OpenedEmpty(string sessionId) => _withoutFirst[sessionId] = true;

    /// <summary>Notes the id of a task.</summary>
    public void HasTask(string sessionId, string taskId) => _tasks[(sessionId, taskId)] = true;

    /// <summary>Notes that a task was sent whose id nobody has heard yet: from now on only answers name tasks of the session.</summary>
    public void HasUnnamedTask(string sessionId) => _unnamed[sessionId] = true;

    /// <summary>True if a task that starts in a session is none that this client knows, and it knows all of the session's, so that it can only be the one on its way.</summary>
    public bool IsNewTask(string sessionId, string? taskId) =>
        taskId is not null
        && !_unnamed.ContainsKey(sessionId)
        && !_tasks.ContainsKey((sessionId, taskId))
        && (_withoutFirst.ContainsKey(sessionId) || (firstTasks.Of(sessionId)?.Task.TaskId is { } first && first != taskId));

    /// <summary>Notes where a session's picture is, until it ends.</summary>
    public void Show(string sessionId, WebRunStreaming streaming) => _pictures[sessionId] = streaming;

    /// <summary>Where a session's picture is; null if this client has not opened it, or the service did not say.</summary>
    public WebRunStreaming? Picture(string sessionId) => _pictures.TryGetValue(sessionId, out var streaming) ? streaming : null;

    /// <summary>The sessions that somebody here will end.</summary>
    public IReadOnlyCollection<string> Owned => [.. _owned.Values];

    /// <summary>Counts a session as ours to end, until the result is disposed.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="duty">Ends it at the end of the process; disposed with the result.</param>
    public IDisposable Own(string sessionId, IDisposable duty)
    {
        var owned = new Ownership(this, duty);
        _owned[owned] = sessionId;
        return owned;
    }

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
        _options.TryRemove(sessionId, out _);
        _withoutFirst.TryRemove(sessionId, out _);
        _unnamed.TryRemove(sessionId, out _);
        foreach (var task in _tasks.Keys.Where(task => task.SessionId == sessionId))
        {
            _tasks.TryRemove(task, out _);
        }

        firstTasks.Of(sessionId)?.Leave();
        ledger?.Remove(sessionId);
        costs.Ended(sessionId);
    }

    private void Forget(string sessionId)
    {
        if (_duties.TryRemove(sessionId, out var duty))
        {
            duty.Dispose();
        }
    }

    /// <summary>A session that is ours to end.</summary>
    private sealed class Ownership(OpenSessions sessions, IDisposable duty) : IDisposable
    {
        public void Dispose()
        {
            sessions._owned.TryRemove(this, out _);
            duty.Dispose();
        }
    }
}
