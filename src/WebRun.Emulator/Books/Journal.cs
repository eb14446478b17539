using System;
using System.Collections.Generic;
using System.Threading;

namespace WebRun.Emulator;

/// <summary>The requests in the order of their arrival.</summary>
internal sealed class Journal(EmulatorOptions options)
{
    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];

    public IReadOnlyList<RequestRecord> Requests
    {
        get
        {
            lock (gate)
                return entries.ConvertAll(entry => entry.Record);
        }
    }

    public Entry Open(Exchange exchange)
    {
        var entry = new Entry(exchange.Describe(options.TimeProvider.GetUtcNow()), options.TimeProvider.GetTimestamp());
        lock (gate)
            entries.Add(entry);

        return entry;
    }

    /// <summary>Notes the answer, before it is sent; no status means that the request is cut.</summary>
    public void Close(Entry entry, int? status)
    {
        TimeSpan duration = options.TimeProvider.GetElapsedTime(entry.Arrived);
        lock (gate)
            entry.Record = entry.Record with { Status = status, Duration = duration };

        options.OnRequest?.Invoke(entry.Record);
    }

    public void Clear()
    {
        lock (gate)
            entries.Clear();
    }

    /// <summary>The place of one request.</summary>
    internal sealed class Entry(RequestRecord record, long arrived)
    {
        public RequestRecord Record { get; set; } = record;

        public long Arrived { get; } = arrived;
    }
}
