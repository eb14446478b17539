using System;
using System.Collections.Generic;
using System.Threading;

namespace WebRun.Emulator.Recording;

/// <summary>The requests in the order of their arrival.</summary>
internal sealed class RequestRecorder(TimeProvider time, Action<RequestRecord>? told)
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    public IReadOnlyList<RequestRecord> Requests
    {
        get
        {
            lock (_gate)
            {
                return _entries.ConvertAll(entry => entry.Record);
            }
        }
    }

    public Entry Open(RequestRecord request, bool isListed = true)
    {
        var entry = new Entry(request, time.GetTimestamp());
        if (isListed)
        {
            lock (_gate)
            {
                _entries.Add(entry);
            }
        }

        return entry;
    }

    /// <summary>Notes the answer, before it is sent; no status means that the request is cut.</summary>
    public void Close(Entry entry, int? status)
    {
        var duration = time.GetElapsedTime(entry.Arrived);
        lock (_gate)
        {
            entry.Record = entry.Record with { Status = status, Duration = duration };
        }

        told?.Invoke(entry.Record);
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }

    /// <summary>The place of one request.</summary>
    internal sealed class Entry(RequestRecord record, long arrived)
    {
        public RequestRecord Record { get; set; } = record;

        public long Arrived { get; } = arrived;
    }
}
