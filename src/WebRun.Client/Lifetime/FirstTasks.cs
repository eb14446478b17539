using System;
using System.Collections.Concurrent;
using WebRun.Live;

namespace WebRun.Lifetime;

/// <summary>The first tasks of the sessions that a client has opened with one. The latest are kept when their sessions have ended, because a result may be asked for later.</summary>
internal sealed class FirstTasks
{
    private const int MaxKept = 100;
    private readonly ConcurrentDictionary<string, FirstTask> _tasks = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>The first task of a session; null if this client has not opened it with one.</summary>
    public FirstTask? Of(string? sessionId) => sessionId is not null && _tasks.TryGetValue(sessionId, out var first) ? first : null;

    /// <summary>Keeps a task.</summary>
    public void Keep(FirstTask first)
    {
        var sessionId = first.Task.SessionId!;
        _tasks[sessionId] = first;
        _order.Enqueue(sessionId);
        if (_order.Count > MaxKept && _order.TryDequeue(out var oldest) && _tasks.TryRemove(oldest, out var left))
        {
            left.Leave();
        }
    }
}
