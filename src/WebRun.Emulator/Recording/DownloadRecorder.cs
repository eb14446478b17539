using System;
using System.Collections.Generic;
using System.Threading;

namespace WebRun.Emulator.Recording;

/// <summary>The downloads, in the order of their requests.</summary>
internal sealed class DownloadRecorder
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    public IReadOnlyList<DownloadRecord> Downloads
    {
        get
        {
            lock (_gate)
            {
                return _entries.ConvertAll(entry => entry.Record);
            }
        }
    }

    /// <summary>Notes a download before its first byte is sent.</summary>
    public Entry Open(RequestRecord request, string? fileName, long size)
    {
        var entry = new Entry(_gate, new DownloadRecord
        {
            RequestedAt = request.ReceivedAt,
            Host = request.Host,
            Path = request.Path,
            FileName = fileName,
            HadAuthorization = request.HadAuthorization,
            Size = size,
        });
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

    /// <summary>The place of one download.</summary>
    internal sealed class Entry(Lock gate, DownloadRecord first)
    {
        public DownloadRecord Record { get; private set; } = first;

        public void Sent(long bytes)
        {
            lock (gate)
            {
                Record = Record with { BytesSent = bytes };
            }
        }

        public void Completed(byte[] sha256)
        {
            lock (gate)
            {
                Record = Record with { Sha256 = Convert.ToHexStringLower(sha256) };
            }
        }
    }
}
