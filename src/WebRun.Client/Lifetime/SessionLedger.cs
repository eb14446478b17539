using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Storage;
using WebRun.Transport;

namespace WebRun.Lifetime;

/// <summary>
/// The sessions of this user that may be open, whichever process opened them: a file for each, safe for many processes.
/// An entry is removed when the session's end is confirmed, or when the service has certainly ended it by itself.
/// </summary>
internal sealed class SessionLedger
{
    private const string Extension = ".json";
    private static readonly TimeSpan MaxTask = WebRunTaskRequest.MaxTaskDuration;
    private readonly WebRunClientOptions _options;
    private readonly WebRunLog _log;
    private readonly string _folder;

    // Shared by all views, because the user is warned once that the folder cannot be used.
    private readonly int[] _warnings;

    /// <summary>The ledger in the state folder that the options name.</summary>
    public SessionLedger(WebRunClientOptions options, WebRunLog log)
        : this(options, log, new int[1])
    {
    }

    private SessionLedger(WebRunClientOptions options, WebRunLog log, int[] warnings) => (_options, _log, _folder, _warnings) = (options, log, Path.Combine(options.StatePath!, "sessions"), warnings);

    private DateTimeOffset Now => _options.Clock.GetUtcNow();

    // Counts since this machine started, in all of its processes alike.
    private static TimeSpan Uptime => TimeSpan.FromSeconds(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency);

    /// <summary>The ledger in the folder that the options name; null if they name none.</summary>
    public static SessionLedger? Of(WebRunClientOptions options, WebRunLog log) => options.StatePath is null ? null : new(options, log);

    /// <summary>All entries that may stand for an open session, the oldest first. Those whose time has passed are removed.</summary>
    public IReadOnlyList<LedgerEntry> Read() => Read(PrivateFile.List(_folder));

    /// <summary>As <see cref="Read()"/>, but only of the files that were written last, at most <paramref name="count"/>. In a larger folder the others are looked through in the background, to remove those whose time has passed.</summary>
    public IReadOnlyList<LedgerEntry> ReadNewest(int count)
    {
        var paths = PrivateFile.List(_folder);
        if (paths.Count <= count)
        {
            return Read(paths);
        }

        var byAge = paths.OrderByDescending(File.GetLastWriteTimeUtc).ToList();
        _ = Task.Run(() => Read(byAge.Skip(count)));
        return Read(byAge.Take(count));
    }

    private IReadOnlyList<LedgerEntry> Read(IEnumerable<string> paths)
    {
        var entries = new List<LedgerEntry>();
        foreach (var path in paths)
        {
            if (PrivateFile.Read(path) is not { } content)
            {
                // Another process has just removed it.
                continue;
            }

            var entry = path.EndsWith(Extension, StringComparison.Ordinal) ? LedgerEntry.FromJson(content) : null;
            if (entry?.MayBeOpen(Now, Uptime) == true)
            {
                entries.Add(entry);
            }
            else if (entry is not null || File.GetLastWriteTimeUtc(path) < Now.UtcDateTime - TimeSpan.FromDays(1))
            {
                PrivateFile.Delete(path);
            }
        }

        return [.. entries.OrderBy(entry => entry.CreatedAt)];
    }

    /// <summary>The same ledger with another log.</summary>
    public SessionLedger WithLog(WebRunLog log) => new(_options, log, _warnings);

    /// <summary>Records that a session is about to be requested. The entry stays until it is certain that the session has ended or was never opened.</summary>
    /// <param name="request">What it is opened for.</param>
    /// <returns>For <see cref="Opened"/> or <see cref="Failed"/>.</returns>
    public LedgerEntry Ask(WebRunTaskRequest request)
    {
        var asked = Begin(request.TaskDetails, request.MaxDuration) with { Ticket = Guid.NewGuid().ToString("N") };
        Write(asked);
        return asked;
    }

    /// <summary>Records that a session is open; null for one that has already ended.</summary>
    public void Opened(LedgerEntry asked, string? sessionId, string? firstTask = null) => Became(asked with { TaskId = firstTask }, sessionId, WebRunSessionState.Active);

    /// <summary>Records what a failure leaves behind: nothing, if no session was opened or the request was never sent.</summary>
    public void Failed(LedgerEntry asked, Exception failure)
    {
        if (failure is WebRunException { MayHaveStarted: true } unknown)
        {
            Became(asked, unknown.SessionId, WebRunSessionState.Unknown);
        }
        else
        {
            Delete(asked.Name);
        }
    }

    /// <summary>Records that a session gets work, and so will be idle later. A session that is not in the ledger is not added.</summary>
    public void Use(string sessionId, TimeSpan? duration)
    {
        if (Find(sessionId) is { } entry)
        {
            // A process that works with a session left by a dead process takes it over.
            var owner = entry.Owner.IsAlive ? entry.Owner : ProcessIdentity.Current;
            var from = entry.BusyUntil > Now ? entry.BusyUntil : Now;
            var until = from + (duration ?? MaxTask);
            Write(entry with { BusyUntil = until, BusyUntilUptime = Uptime + (until - Now), Owner = owner });
        }
    }

    /// <summary>Records that it is unknown whether a session works on a task. A session that is not in the ledger was opened elsewhere, and is not added.</summary>
    public void BecameUnknown(string sessionId, WebRunTaskRequest request) =>
        Write((Find(sessionId) ?? Begin(null, request.MaxDuration) with { SessionId = sessionId, Owner = ProcessIdentity.Elsewhere }) with
        {
            State = WebRunSessionState.Unknown,
            TaskDetails = Noted(request.TaskDetails),
        });

    /// <summary>Removes a session whose end is confirmed.</summary>
    public void Remove(string sessionId) => Delete(LedgerEntry.NameOf(_options.BaseUri, sessionId));

    private LedgerEntry? Find(string sessionId) =>
        PrivateFile.Read(PathOf(LedgerEntry.NameOf(_options.BaseUri, sessionId))) is { } content ? LedgerEntry.FromJson(content) : null;

    private LedgerEntry Begin(string? taskDetails, TimeSpan? duration) => new()
    {
        BaseUri = _options.BaseUri,
        State = WebRunSessionState.Pending,
        TaskDetails = Noted(taskDetails),
        CreatedAt = Now,
        BusyUntil = Now + (duration ?? MaxTask),
        BusyUntilUptime = Uptime + (duration ?? MaxTask),
        Owner = ProcessIdentity.Current,
    };

    private string? Noted(string? taskDetails)
    {
        var line = Redaction.Text(taskDetails ?? "", _options.ApiKey);
        return line.Length > LedgerEntry.MaxTextLength ? line.Substring(0, LedgerEntry.MaxTextLength - 1) + "…" : line.Length > 0 ? line : null;
    }

    // The named entry is written before the unnamed one is removed, so that a process killed in between leaves one too many, not one too few.
    private void Became(LedgerEntry asked, string? sessionId, WebRunSessionState state)
    {
        if (sessionId is not null || state == WebRunSessionState.Unknown)
        {
            Write(asked with { SessionId = sessionId, State = state, Ticket = sessionId is null ? asked.Ticket : null });
        }

        if (sessionId is not null || state != WebRunSessionState.Unknown)
        {
            Delete(asked.Name);
        }
    }

    private void Write(LedgerEntry entry)
    {
        try
        {
            try
            {
                Store(entry);
            }
            catch (IOException e) when (e is DirectoryNotFoundException or FileNotFoundException)
            {
                // .NET reports a missing folder as a missing file when another thread creates the folder in that moment.
                PrivateFile.CreateFolder(_folder);
                Store(entry);
            }
        }
        catch (Exception e) when (PrivateFile.IsRefusal(e))
        {
            // The work goes on without it, and the user is warned once.
            if (Interlocked.Exchange(ref _warnings[0], 1) == 0)
            {
                _log.Warning?.Invoke($"Open sessions cannot be recorded in '{_folder}': {e.Message} If this process is killed, its open sessions go unnoticed until they have been idle for 5 minutes. Set {_options.StatePathSetting} to use another folder.");
            }
        }
    }

    private void Store(LedgerEntry entry)
    {
        if (entry is { SessionId: null, State: WebRunSessionState.Pending })
        {
            // No other process knows its name, and nothing is sent before it is complete.
            PrivateFile.Create(PathOf(entry.Name), entry.ToJson(), isDurable: false);
        }
        else
        {
            PrivateFile.Replace(PathOf(entry.Name), entry.ToJson(), isDurable: false);
        }
    }

    private void Delete(string name) => PrivateFile.Delete(PathOf(name));

    private string PathOf(string name) => Path.Combine(_folder, name + Extension);
}
