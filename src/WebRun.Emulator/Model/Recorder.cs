using System;
using System.Collections.Generic;
using System.Linq;
using WebRun.Emulator.Model;
using WebRun.Emulator.Recording;

namespace WebRun.Emulator;

/// <summary>What has happened in the service, for a test to check. Each property is a picture of the moment; any thread may read.</summary>
public sealed class Recorder
{
    private readonly SessionStore _store;
    private readonly TriggerStore _triggers;
    private readonly RequestRecorder _journal;
    private readonly SocketRecorder _sockets;
    private readonly DownloadRecorder _downloads;
    private readonly Func<Uri> _baseUri;

    internal Recorder(SessionStore store, TriggerStore triggers, RequestRecorder requests, SocketRecorder sockets, DownloadRecorder downloads, Func<Uri> baseUri)
    {
        _store = store;
        _triggers = triggers;
        _journal = requests;
        _sockets = sockets;
        _downloads = downloads;
        _baseUri = baseUri;
    }

    /// <summary>All sessions, in the order of their opening.</summary>
    public IReadOnlyList<SessionRecord> Sessions => Read(store => store.Sessions.Select(session => session.Record()));

    /// <summary>All tasks that were accepted, session by session.</summary>
    public IReadOnlyList<TaskRecord> Tasks => Read(store => store.Sessions.SelectMany(session => session.Tasks).Select(task => task.Record()));

    /// <summary>What webhooks would have been sent, task by task.</summary>
    public IReadOnlyList<WebhookRecord> Webhooks =>
        Read(store => store.Sessions.SelectMany(session => session.Tasks).Select(task => task.Deliver(_baseUri())).OfType<WebhookRecord>());

    /// <summary>All manual control that was taken, session by session.</summary>
    public IReadOnlyList<InteractionRecord> Interactions => Read(store => store.Sessions.SelectMany(session => session.Control.Taken));

    /// <summary>All files that were uploaded, in order, including deleted ones.</summary>
    public IReadOnlyList<UploadRecord> Uploads => Read(store => store.Files.Records);

    /// <summary>All downloads, in the order of their requests.</summary>
    public IReadOnlyList<DownloadRecord> Downloads => _downloads.Downloads;

    /// <summary>The existing environments, in the order of their creation.</summary>
    public IReadOnlyList<EnvironmentRecord> Environments => Read(store => store.Environments.Records);

    /// <summary>The existing triggers, in the order of their creation.</summary>
    public IReadOnlyList<TriggerRecord> Triggers => Read(_ => _triggers.Records);

    /// <summary>The runs of those triggers, trigger by trigger, in the order of their beginning.</summary>
    public IReadOnlyList<TriggerRunRecord> TriggerRuns => Read(_ => _triggers.RunRecords);

    /// <summary>All requests to the service, in the order of their arrival; those to <c>/emulator/</c> are left out, and live links.</summary>
    public IReadOnlyList<RequestRecord> Requests => _journal.Requests;

    /// <summary>All requests for a live link, in the order of their answers.</summary>
    public IReadOnlyList<SocketRecord> Sockets => _sockets.Sockets;

    /// <summary>How many live links are up now.</summary>
    public int OpenSockets => Sockets.Count(socket => socket.IsOpen);

    /// <summary>How many tasks were accepted, whatever their outcome.</summary>
    public int StartedTasks => Tasks.Count;

    /// <summary>How many sessions cost money now.</summary>
    public int OpenSessions => Sessions.Count(session => session.IsOpen);

    /// <summary>USD that would have been billed so far: $0.02 for a session's minute, and the tasks.</summary>
    public decimal Billed => Sessions.Sum(session => session.Cost);

    private T[] Read<T>(Func<SessionStore, IEnumerable<T>> read)
    {
        lock (_store.Gate)
        {
            return [.. read(_store)];
        }
    }
}
