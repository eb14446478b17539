using System.Collections.Generic;
using System.Linq;

namespace WebRun.Emulator;

/// <summary>What has happened in the service, for a test to check. Each property is a picture of the moment; any thread may read.</summary>
public sealed class Books
{
    private readonly SessionStore _store;
    private readonly Journal _journal;
    private readonly SocketBook _sockets;

    internal Books(SessionStore store, Journal journal, SocketBook sockets)
    {
        _store = store;
        _journal = journal;
        _sockets = sockets;
    }

    /// <summary>All sessions, in the order of their opening.</summary>
    public IReadOnlyList<SessionRecord> Sessions
    {
        get
        {
            lock (_store.Gate)
            {
                return [.. _store.Sessions.Select(session => session.Record())];
            }
        }
    }

    /// <summary>All tasks that were accepted, session by session.</summary>
    public IReadOnlyList<TaskRecord> Tasks
    {
        get
        {
            lock (_store.Gate)
            {
                return [.. _store.Sessions.SelectMany(session => session.Tasks).Select(task => task.Record())];
            }
        }
    }

    /// <summary>All requests to the service, in the order of their arrival; those to <c>/emulator/</c> are left out, and live links.</summary>
    public IReadOnlyList<RequestRecord> Requests => _journal.Requests;

    /// <summary>All requests for a live link, in the order of their answers.</summary>
    public IReadOnlyList<SocketRecord> Sockets => _sockets.Sockets;

    /// <summary>How many live links are up now.</summary>
    public int OpenSockets => Sockets.Count(socket => socket.IsOpen);

    /// <summary>How many tasks were accepted, whatever became of them.</summary>
    public int StartedTasks
    {
        get
        {
            lock (_store.Gate)
            {
                return _store.Sessions.Sum(session => session.Tasks.Count);
            }
        }
    }

    /// <summary>How many sessions cost money now.</summary>
    public int OpenSessions
    {
        get
        {
            lock (_store.Gate)
            {
                return _store.Sessions.Count(session => session.IsOpen);
            }
        }
    }

    /// <summary>USD that would have been billed so far: $0.02 for a session's minute, and the tasks.</summary>
    public decimal Billed
    {
        get
        {
            lock (_store.Gate)
            {
                return _store.Sessions.Sum(session => session.Cost);
            }
        }
    }
}
