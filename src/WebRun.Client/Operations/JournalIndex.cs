using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using WebRun.Protocol;

namespace WebRun.Operations;

/// <summary>What is in the file of a journal: where each row's last line stands, the names of the rows, and whether the batch has come to its end. Lines that cannot be read are left out.</summary>
internal sealed class JournalIndex
{
    /// <summary>The first line of a journal.</summary>
    public static readonly byte[] Header = Encoding.UTF8.GetBytes("{\"journal\":\"WebRun\",\"version\":1}\n");

    private readonly List<Row> _rows = [];
    private readonly Dictionary<string, Row> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SameTask> _byIdentity = new(StringComparer.Ordinal);

    /// <summary>All rows, in the order in which they came into the file.</summary>
    public IReadOnlyList<Row> Rows => _rows;

    /// <summary>When the batch came to its end; null if it did not, or went on after it.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>When the last line about a row was written; null if the file does not say so.</summary>
    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>True while the file has no complete first line, so that it is yet to begin.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>True if a killed process, or one that is just writing it, has left the last line without its end.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Reads the file of a journal.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its path, for errors.</param>
    /// <param name="countsUsage">True to count <see cref="Row.Usage"/>, which takes as long again.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is not a journal.</exception>
    public static JournalIndex Read(Stream file, string path, bool countsUsage = false)
    {
        var (index, known) = (new JournalIndex(), countsUsage ? new WebRunTask() : null);
        var (start, end) = (0L, 0L);
        foreach (var line in Lines(file))
        {
            (start, end) = (end, end + line.Length);
            if (start > 0)
            {
                index.Take(line, start, known);
            }
            else if (line.Length < Header.Length && Header.AsSpan(0, line.Length).SequenceEqual(line.Span))
            {
                // A killed process left it unfinished.
                return index;
            }
            else if (!line.Span.SequenceEqual(Header))
            {
                throw new WebRunException(WebRunErrorId.InvalidParameter, $"'{path}' is not the journal of a batch, and was left unchanged. Give a new file name, or the journal of an earlier run.");
            }

            index.IsEmpty = false;
            index.IsCut = line.Span[line.Length - 1] != '\n';
        }

        return index;
    }

    /// <summary>The row of the file, or a new one, for a task that comes next. Each is used once.</summary>
    /// <param name="identity">What the task is.</param>
    /// <param name="key">The user's name for it; null for none. Rows of the same task are told apart by it, and one without a name may get it.</param>
    public Row Use(string identity, string? key)
    {
        Row? found = null;
        foreach (var row in Same(identity).Unused())
        {
            if (key is null || row.Key == key)
            {
                found = row;
                break;
            }

            found ??= row.Key is null ? row : null;
        }

        found ??= New(identity);
        found.IsUsed = true;
        return found;
    }

    /// <summary>The last line about a row; null if there is none.</summary>
    public static JournalLine? LineOf(Row row, Stream? file, WebRunTask known)
    {
        if (row.Line is not { } line || file is null)
        {
            return null;
        }

        var bytes = new byte[line.Length];
        file.Seek(line.Start, SeekOrigin.Begin);
        for (int read, had = 0; had < bytes.Length && (read = file.Read(bytes, had, bytes.Length - had)) > 0;)
        {
            had += read;
        }

        return JournalLine.FromJson(bytes, known);
    }

    private SameTask Same(string identity)
    {
        if (!_byIdentity.TryGetValue(identity, out var same))
        {
            _byIdentity.Add(identity, same = new SameTask());
        }

        return same;
    }

    private Row New(string identity)
    {
        var number = Same(identity).Rows.Count;
        string name;
        do
        {
            number++;
            name = $"{identity}-{number.ToString(CultureInfo.InvariantCulture)}";
        }
        while (_byName.ContainsKey(name));
        return Named(name);
    }

    private Row Named(string name)
    {
        if (!_byName.TryGetValue(name, out var row))
        {
            _byName.Add(name, row = new Row(name));
            _rows.Add(row);
            Same(name.LastIndexOf('-') is > 0 and var dash ? name.Substring(0, dash) : name).Rows.Add(row);
        }

        return row;
    }

    private void Take(ReadOnlyMemory<byte> line, long start, WebRunTask? known)
    {
        if (JournalLine.FromJson(line, known) is { } read)
        {
            Named(read.Row).Take(read, start, line.Length);
            (ChangedAt, EndedAt) = (read.At ?? ChangedAt, null);
        }
        else if (JournalLine.NameFromJson(line) is { } name)
        {
            Named(name.Row).Key = name.Key;
        }
        else if (JournalLine.EndFromJson(line) is { } ended)
        {
            EndedAt = ended;
        }
    }

    /// <summary>The lines with their ends, each until the next one is read; the last one may have no end.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Lines(Stream file)
    {
        using var line = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = file.Read(buffer, 0, buffer.Length)) > 0;)
        {
            var start = 0;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', start, read - start)) >= 0; start = end + 1)
            {
                line.Write(buffer, start, end + 1 - start);
                yield return line.GetBuffer().AsMemory(0, (int)line.Length);
                line.SetLength(0);
            }

            line.Write(buffer, start, read - start);
        }

        if (line.Length > 0)
        {
            yield return line.GetBuffer().AsMemory(0, (int)line.Length);
        }
    }

    /// <summary>The rows of one task.</summary>
    private sealed class SameTask
    {
        // All rows before it are used, so that a long batch of one task does not pass them again for each row.
        private int _first;

        public List<Row> Rows { get; } = [];

        /// <summary>Those that no task of this run has yet, in the order of the file.</summary>
        public IEnumerable<Row> Unused()
        {
            while (_first < Rows.Count && Rows[_first].IsUsed)
            {
                _first++;
            }

            for (var at = _first; at < Rows.Count; at++)
            {
                if (!Rows[at].IsUsed)
                {
                    yield return Rows[at];
                }
            }
        }
    }

    /// <summary>One row.</summary>
    /// <param name="name">How the file's lines name it.</param>
    internal sealed class Row(string name)
    {
        private WebRunUsage? _earlier;
        private WebRunUsage? _attempt;
        private (WebRunUsage? Earlier, WebRunUsage? Attempt) _beforeSending;

        public string Name => name;

        /// <summary>What the file said when it was read.</summary>
        public WebRunJournalState State { get; private set; }

        /// <summary>When its last line was written; null if the file does not say so.</summary>
        public DateTimeOffset? At { get; private set; }

        /// <summary>How often its task was sent, without what the service has refused.</summary>
        public int Attempts { get; private set; }

        /// <summary>What all of its attempts have used; null if that was not counted.</summary>
        public WebRunUsage? Usage => _attempt?.Plus(_earlier) ?? _earlier;

        /// <summary>True if the batch may come to its end with what is known of it by now.</summary>
        public bool IsSettled { get; set; }

        /// <summary>The user's name for it; null for none.</summary>
        public string? Key { get; set; }

        /// <summary>Where its last line stands; null if it has none.</summary>
        public (long Start, int Length)? Line { get; private set; }

        /// <summary>True once a task of this run has it.</summary>
        public bool IsUsed { get; set; }

        /// <summary>Takes over what a line of the file says.</summary>
        public void Take(JournalLine line, long start, int length)
        {
            if (line.State == WebRunJournalState.Sending)
            {
                Attempts++;
                _beforeSending = (_earlier, _attempt);
                (_earlier, _attempt) = (Usage, null);
            }
            else if (State == WebRunJournalState.Sending && (line.State == WebRunJournalState.New || line.IsRefused))
            {
                Attempts--;
                (_earlier, _attempt) = _beforeSending;
            }

            _attempt = line.Task?.LastTask.Usage?.CompletedBy(_attempt) ?? _attempt;
            (State, IsSettled, At, Line) = (line.State, line.IsSettled, line.At, (start, length));
        }
    }
}
