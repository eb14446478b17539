using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using WebRun.Operations;
using WebRun.Protocol;
using WebRun.Storage;
using WebRun.Transport;

namespace WebRun;

/// <summary>
/// A batch's journal: a file with a line for everything that happens to a row, on the disk before the batch goes on, so that
/// a batch can continue where it was killed. It holds results, ids and the user's names for rows, but no key, no secret and no task text.
/// </summary>
/// <remarks>
/// A row is known by the service, and by its task, page, schema, session settings, secrets, files and domains to avoid: the second one that is the same is another row,
/// and so is one with another name. Safe for many threads, and for one process at a time. Until it begins, nothing of the file changes.
/// </remarks>
internal sealed class WebRunJournal : IDisposable
{
    private readonly object _gate = new();
    private readonly WebRunClientOptions _options;
    private JournalIndex _index;
    private Stream? _file;
    private Stream? _setAside;
    private DateTimeOffset? _renewedFrom;
    private bool _isReady;
    private bool _isCut;
    private bool _hasChanged;
    private bool _isClosed;

    private WebRunJournal(string path, WebRunClientOptions options, bool isPreview)
    {
        (Path, _options) = (path, options);
        try
        {
            _file = isPreview ? PrivateFile.OpenShared(path) : PrivateFile.TryOpenAlone(path, FileMode.Open, canBeRead: true) ?? throw InUse();
            _index = JournalIndex.Read(_file, path);
            _isCut = _index.IsCut;
        }
        catch (FileNotFoundException)
        {
            _index = new JournalIndex();
        }
        catch
        {
            _file?.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>When the batch came to its end; null if it did not, or goes on.</summary>
    public DateTimeOffset? EndedAt => _index.EndedAt;

    /// <summary>Opens a journal. The file may not exist yet; its folder has to.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The options of the client that runs the rows.</param>
    /// <param name="isPreview">True to look into it only, also while a batch is using it.</param>
    /// <exception cref="WebRunException">
    /// <see cref="WebRunErrorId.FileUnavailable"/>: it cannot be read and written, or another process runs a batch with it.
    /// <see cref="WebRunErrorId.InvalidParameter"/>: the file is not a journal; it is left unchanged.
    /// </exception>
    internal static WebRunJournal Open(string path, WebRunClientOptions options, bool isPreview) =>
        Checked(path, "used", () => new WebRunJournal(System.IO.Path.GetFullPath(path), options, isPreview));

    /// <summary>How many outcomes come from the file, and when the latest of them was written; null if it does not say so.</summary>
    public (int Count, DateTimeOffset? Latest) Recalled(WebRunRetry retry)
    {
        lock (_gate)
        {
            var rows = _index.Rows.Where(row => retry.Recalls(row.State)).ToList();
            return (rows.Count, rows.Max(row => row.At));
        }
    }

    /// <summary>The row for a request, with what the journal knows about it. The same request again is another row.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="options">How its session is set up.</param>
    /// <param name="files">What tells its files from others.</param>
    /// <param name="key">The user's name for the row; null for none.</param>
    public WebRunJournalRow Take(WebRunTaskRequest request, WebRunSessionOptions? options, IReadOnlyList<string>? files = null, string? key = null)
    {
        var name = key is null ? null : Mask(key, request, options);
        lock (_gate)
        {
            var row = _index.Use(JournalLine.Identity(_options.BaseUri, request, options, files), name);
            return new WebRunJournalRow(this, row, name, request, options, JournalIndex.LineOf(row, _file, WebRunTask.New(request with { Session = options })));
        }
    }

    /// <summary>The file that keeps the finished journal if it is renewed now: named after its end, and never one that exists.</summary>
    public string FileForEnded()
    {
        var time = TimeZoneInfo.ConvertTime(_renewedFrom ?? EndedAt!.Value, _options.Clock.LocalTimeZone).ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture);
        var (start, extension) = (System.IO.Path.ChangeExtension(Path, null), System.IO.Path.GetExtension(Path));
        return Enumerable.Range(1, int.MaxValue)
            .Select(number => $"{start}.{time}{(number == 1 ? "" : "-" + number.ToString(CultureInfo.InvariantCulture))}{extension}")
            .First(file => !File.Exists(file) && !Directory.Exists(file));
    }

    /// <summary>Sets a journal whose batch has ended aside as it begins, and takes all rows for new from now on.</summary>
    public void Renew() => (_renewedFrom, _index) = (EndedAt!.Value, new JournalIndex());

    /// <summary>Makes it ready for lines: creates the file if it is new.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.FileUnavailable"/>: it cannot be written, or another process has begun it meanwhile.</exception>
    public void Begin() => Checked(Path, "used", () =>
    {
        lock (_gate)
        {
            if (!_isReady && !_isClosed)
            {
                Prepare();
            }

            return _isReady;
        }
    });

    /// <summary>Notes that the batch has come to its end, if every row of its input has: none was left unstarted, in doubt, running or waiting for an answer. Nothing is noted again if nothing has happened since.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.FileUnavailable"/>: it cannot be written.</exception>
    public void End() => Checked(Path, "written", () =>
    {
        lock (_gate)
        {
            if (_isReady && !_isClosed && _index.Rows.All(row => row.IsSettled || !row.IsUsed) && (_hasChanged || (EndedAt is null && _index.Rows.Count > 0)))
            {
                Append(JournalLine.EndToJson(_hasChanged ? _options.Clock.GetUtcNow() : _index.ChangedAt ?? _options.Clock.GetUtcNow()));
            }

            return _isReady;
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _file?.Dispose();
            _setAside?.Dispose();
        }
    }

    /// <summary>Adds a line, which is on the disk when this returns. Nothing is added after the command has ended: the row is looked up when the batch runs again.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.FileUnavailable"/>: it cannot be written.</exception>
    internal void Add(JournalIndex.Row row, JournalLine line, WebRunTaskRequest request, WebRunSessionOptions? options)
    {
        var bytes = line.ToJson(_options.Clock.GetUtcNow(), text => Mask(text, request, options));
        Begin();
        Checked(Path, "written", () => AppendUnlessClosed(bytes, isState: true));
        row.IsSettled = line.IsSettled;
    }

    /// <summary>Adds the user's name for a row. It is on the disk with the next line.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.FileUnavailable"/>: it cannot be written.</exception>
    internal void AddName(JournalIndex.Row row, string key)
    {
        Begin();
        Checked(Path, "written", () => AppendUnlessClosed(JournalLine.NameToJson(row.Name, row.Key = key), isState: false));
    }

    private static IOException InUse() => new("another batch is using it.");

    private static T Checked<T>(string path, string what, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (PrivateFile.IsRefusal(e))
        {
            throw new WebRunException(WebRunErrorId.FileUnavailable, $"The journal '{path}' cannot be {what}: {e.Message}", e);
        }
    }

    private string Mask(string text, WebRunTaskRequest request, WebRunSessionOptions? options) =>
        Redaction.Mask(text, _options.ApiKey, TaskSender.SecretsIn(request, options));

    private bool AppendUnlessClosed(byte[] line, bool isState)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                Append(line, isDurable: isState);
                _hasChanged |= isState;
            }

            return !_isClosed;
        }
    }

    private void Append(byte[] line, bool isDurable = true)
    {
        var file = (FileStream)_file!;
        var end = file.Seek(0, SeekOrigin.End);
        try
        {
            byte[] whole = _isCut ? [(byte)'\n', .. line] : line;
            file.Write(whole, 0, whole.Length);
            file.Flush(flushToDisk: isDurable);
            _isCut = false;
        }
        catch (IOException)
        {
            // A half-written line must not spoil the next one.
            _isCut = true;
            file.SetLength(end);
            _isCut = false;
            throw;
        }
    }

    private void Prepare()
    {
        if (_renewedFrom is not null)
        {
            // It stays open until the end, so that a process that has found it under its old name cannot take it for its own.
            SharedUse.Rename(Path, FileForEnded(), overwrite: false);
            (_setAside, _file, _renewedFrom) = (_file, null, null);
            _isCut = false;
        }

        if (_file is null)
        {
            _file = PrivateFile.TryOpenAlone(Path, FileMode.OpenOrCreate, canBeRead: true) ?? throw InUse();
            if (_file.Length > 0)
            {
                throw new IOException("another batch has begun it.");
            }
        }

        if (_index.IsEmpty)
        {
            PrivateFile.Restrict(Path);
            _file.SetLength(0);
            _isCut = false;
            Append(JournalIndex.Header);
        }

        _isReady = true;
    }
}
