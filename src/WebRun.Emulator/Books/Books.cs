using System.Collections.Generic;
using System.Linq;

namespace WebRun.Emulator;

/// <summary>What has happened in the service, for a test to check. Each property is a picture of the moment; any thread may read.</summary>
public sealed class Books
{
    private readonly SessionStore store;
    private readonly Journal journal;

    internal Books(SessionStore store, Journal journal)
    {
        this.store = store;
        this.journal = journal;
    }

    /// <summary>All sessions, in the order of their opening.</summary>
    public IReadOnlyList<SessionRecord> Sessions
    {
        get
        {
            lock (store.Gate)
                return [.. store.Sessions.Select(session => session.Record())];
        }
    }

    /// <summary>All tasks that were accepted, session by session.</summary>
    public IReadOnlyList<TaskRecord> Tasks
    {
        get
        {
            lock (store.Gate)
                return [.. store.Sessions.SelectMany(session => session.Tasks).Select(task => task.Record())];
        }
    }

    /// <summary>All requests to the service, in the order of their arrival; those to <c>/emulator/</c> are left out.</summary>
    public IReadOnlyList<RequestRecord> Requests => journal.Requests;

    /// <summary>How many tasks were accepted, whatever became of them.</summary>
    public int StartedTasks
    {
        get
        {
            lock (store.Gate)
                return store.Sessions.Sum(session => session.Tasks.Count);
        }
    }

    /// <summary>How many sessions cost money now.</summary>
    public int OpenSessions
    {
        get
        {
            lock (store.Gate)
                return store.Sessions.Count(session => session.IsOpen);
        }
    }

    /// <summary>USD that would have been billed so far: $0.02 for a session's minute, and the tasks.</summary>
    public decimal Billed
    {
        get
        {
            lock (store.Gate)
                return store.Sessions.Sum(session => session.Cost);
        }
    }
}
