using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using WebRun.Operations;
using WebRun.Protocol;
using WebRun.Storage;
using WebRun.Transport;

namespace WebRun;

/// <summary>
/// A batch's journal: a file with a line for everything that happens to a row, on the disk before the batch goes on, so that
/// a batch can continue where it was killed. It holds results and ids, but no key, no secret and no task text.
/// </summary>
/// <remarks>A row is known by the service, and by its task, page, schema, session settings, files and domains to avoid: the second one that is the same is another row. Safe for many threads, and for one process at a time.</remarks>
internal sealed class WebRunJournal : IDisposable
{
    private static readonly byte[] Header = Encoding.UTF8.GetBytes("{\"journal\":\"WebRun\",\"version\":1}\n");

    private readonly object _gate = new();
    private readonly WebRunClientOptions _options;
    private readonly FileStream _file;
    private readonly Dictionary<string, (long Start, int Length)> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);
    private bool _isCut;
    private bool _isClosed;

    private WebRunJournal(string path, WebRunClientOptions options)
    {
        (Path, _options) = (path, options);
        _file = PrivateFile.TryOpenAlone(path) ?? throw new IOException("another batch is using it.");
        try
        {
            Read();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Opens a journal, or creates one if the file does not exist.</summary>
    /// <param name="path">The file; its folder has to exist.</param>
    /// <param name="options">The options of the client that runs the rows.</param>
    /// <exception cref="WebRunException">
    /// <see cref="WebRunErrorId.FileUnavailable"/>: it cannot be read and written, or another process runs a batch with it.
    /// <see cref="WebRunErrorId.InvalidParameter"/>: the file is not a journal; it is left unchanged.
    /// </exception>
    internal static WebRunJournal Open(string path, WebRunClientOptions options)
    {
        try
        {
            return new WebRunJournal(System.IO.Path.GetFullPath(path), options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new WebRunException(WebRunErrorId.FileUnavailable, $"The journal '{path}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>The row for a request, with what the journal knows about it. The same request again is another row.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="options">How its session is set up.</param>
    /// <param name="files">The files that only this row has, as it names them.</param>
    public WebRunJournalRow Take(WebRunTaskRequest request, WebRunSessionOptions? options, IReadOnlyList<string>? files = null)
    {
        lock (_gate)
        {
            var identity = JournalLine.Identity(_options.BaseUri, request, options, files);
            _taken.TryGetValue(identity, out var before);
            _taken[identity] = before + 1;
            var name = $"{identity}-{(before + 1).ToString(CultureInfo.InvariantCulture)}";
            return new WebRunJournalRow(this, name, request, options, Last(name, TaskSender.New(request)));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _file.Dispose();
        }
    }

    /// <summary>Adds a line, which is on the disk when this returns. Nothing is added after the command has ended: the row is looked up when the batch runs again.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.FileUnavailable"/>: it cannot be written.</exception>
    internal void Add(JournalLine line, WebRunTaskRequest request, WebRunSessionOptions? options)
    {
        var secrets = TaskSender.SecretsIn(request, options);
        var bytes = line.ToJson(_options.Clock.GetUtcNow(), text => Redaction.Mask(text, _options.ApiKey, secrets));
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            try
            {
                Append(bytes);
            }
            catch (IOException e)
            {
                throw new WebRunException(WebRunErrorId.FileUnavailable, $"The journal '{Path}' cannot be written: {e.Message}", e);
            }
        }
    }

    private void Append(byte[] line)
    {
        var end = _file.Seek(0, SeekOrigin.End);
        try
        {
            byte[] whole = _isCut ? [(byte)'\n', .. line] : line;
            _file.Write(whole, 0, whole.Length);
            _file.Flush(flushToDisk: true);
            _isCut = false;
        }
        catch (IOException)
        {
            // A half-written line must not spoil the next one.
            _isCut = true;
            _file.SetLength(end);
            _isCut = false;
            throw;
        }
    }

    private void Begin()
    {
        PrivateFile.Restrict(Path);
        _file.SetLength(0);
        Append(Header);
    }

    /// <summary>Finds the last line of each row. Terminates a line that a killed process did not finish.</summary>
    private void Read()
    {
        if (_file.Length == 0)
        {
            Begin();
            return;
        }

        var isHeader = true;
        var (start, end) = (0L, 0L);
        foreach (var line in Lines())
        {
            (start, end) = (end, end + line.Length);
            if (isHeader && line.Length < Header.Length && Header.AsSpan(0, line.Length).SequenceEqual(line))
            {
                // A killed process left it unfinished.
                Begin();
                return;
            }

            if (isHeader && !line.AsSpan().SequenceEqual(Header))
            {
                throw new WebRunException(WebRunErrorId.InvalidParameter, $"'{Path}' is not the journal of a batch, and was left unchanged. Give a new file name, or the journal of an earlier run.");
            }

            if (!isHeader && JournalLine.FromJson(line, new WebRunTask()) is { } read)
            {
                _lines[read.Row] = (start, line.Length);
            }

            isHeader = false;
        }

        _file.Seek(-1, SeekOrigin.End);
        if (_file.ReadByte() != '\n')
        {
            Append([(byte)'\n']);
        }
    }

    /// <summary>The lines with their ends; the last one may have none.</summary>
    private IEnumerable<byte[]> Lines()
    {
        using var line = new MemoryStream();
        var buffer = new byte[64 * 1024];
        _file.Seek(0, SeekOrigin.Begin);
        for (int read; (read = _file.Read(buffer, 0, buffer.Length)) > 0;)
        {
            var start = 0;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', start, read - start)) >= 0; start = end + 1)
            {
                line.Write(buffer, start, end + 1 - start);
                yield return line.ToArray();
                line.SetLength(0);
            }

            line.Write(buffer, start, read - start);
        }

        if (line.Length > 0)
        {
            yield return line.ToArray();
        }
    }

    private JournalLine? Last(string name, WebRunTask known)
    {
        if (!_lines.TryGetValue(name, out var line))
        {
            return null;
        }

        var bytes = new byte[line.Length];
        _file.Seek(line.Start, SeekOrigin.Begin);
        for (int read, had = 0; had < bytes.Length && (read = _file.Read(bytes, had, bytes.Length - had)) > 0;)
        {
            had += read;
        }

        return JournalLine.FromJson(bytes, known);
    }
}
