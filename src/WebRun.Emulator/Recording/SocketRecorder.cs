using System;
using System.Collections.Generic;
using System.Threading;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Recording;

/// <summary>The requests for live links, in the order of their answers.</summary>
internal sealed class SocketRecorder(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    public IReadOnlyList<SocketRecord> Sockets
    {
        get
        {
            lock (_gate)
            {
                return _entries.ConvertAll(entry => entry.Record);
            }
        }
    }

    public Entry Open(int? status)
    {
        var record = new SocketRecord { OpenedAt = time.GetUtcNow(), Status = status, EventsSent = 0, PacketsReceived = 0 };
        var entry = new Entry(record, time);
        lock (_gate)
        {
            _entries.Add(entry);
        }

        return entry;
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }

    /// <summary>The place of one link. It counts without a lock: a flood passes here.</summary>
    internal sealed class Entry(SocketRecord first, TimeProvider time) : IDisposable
    {
        private readonly Lock _gate = new();
        private SocketRecord _record = first;
        private long _events;
        private long _packets;

        public SocketRecord Record
        {
            get
            {
                lock (_gate)
                {
                    return _record with { EventsSent = Interlocked.Read(ref _events), PacketsReceived = Interlocked.Read(ref _packets) };
                }
            }
        }

        public void CountEvent() => Interlocked.Increment(ref _events);

        public void CountPacket() => Interlocked.Increment(ref _packets);

        public void Joined(string sessionId) => Change(record => record with { SessionId = sessionId });

        public void Refused(string words) => Change(record => record with { Refusal = words });

        public void Dispose() => Change(record => record with { ClosedAt = time.GetUtcNow() });

        private void Change(Func<SocketRecord, SocketRecord> change)
        {
            lock (_gate)
            {
                _record = change(_record);
            }
        }
    }
}
