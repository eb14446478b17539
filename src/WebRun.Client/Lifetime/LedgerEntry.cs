using System;
using System.IO;
using System.Text.Json;
using WebRun.Schemas;
using WebRun.Storage;

namespace WebRun.Lifetime;

/// <summary>What the ledger records about one session: no key, no secret, and only the beginning of the task's text.</summary>
internal sealed record LedgerEntry
{
    /// <summary>How much of a task's text is recorded.</summary>
    public const int MaxTextLength = 80;

    // Seconds; more than any machine runs.
    private const double MaxUptime = 1e10;

    // The service ends a session that has been idle for 5 minutes, and 5 minutes later if it has lost its browser. The rest allows for clock differences.
    private static readonly TimeSpan MaxIdle = TimeSpan.FromMinutes(12);

    /// <summary>The name of its file, which reveals nothing.</summary>
    public string Name => SessionId is null ? Ticket! : NameOf(BaseUri, SessionId);

    /// <summary>The service that the session is at.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>The session; null until its id is known.</summary>
    public string? SessionId { get; init; }

    /// <summary>Stands for the session until its id is known.</summary>
    public string? Ticket { get; init; }

    /// <summary>Its state, as far as it is known.</summary>
    public required WebRunSessionState State { get; init; }

    /// <summary>The beginning of the text of its first task.</summary>
    public string? TaskDetails { get; init; }

    /// <summary>Its first task, if the service named it when it opened the session.</summary>
    public string? TaskId { get; init; }

    /// <summary>When it was opened, by this machine's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when its tasks may keep it from idling.</summary>
    public required DateTimeOffset BusyUntil { get; init; }

    /// <summary>The same as the time since this machine started, which no change of its clock moves; null in the file of an earlier version.</summary>
    public TimeSpan? BusyUntilUptime { get; init; }

    /// <summary>The process that opened it.</summary>
    public required ProcessIdentity Owner { get; init; }

    /// <summary>The time by which the service has certainly ended it.</summary>
    public DateTimeOffset EndsBy => BusyUntil + MaxIdle;

    /// <summary>True until the service has certainly ended it, also where the clock of this machine was changed meanwhile.</summary>
    /// <param name="now">The time by this machine's clock.</param>
    /// <param name="uptime">The time since this machine started.</param>
    public bool MayBeOpen(DateTimeOffset now, TimeSpan uptime) => EndsBy > now || (Owner.IsOfThisMachine && BusyUntilUptime + MaxIdle > uptime);

    /// <summary>The file name of a session's entry, because an id may contain characters that a file name may not, or differ from another one only in case.</summary>
    public static string NameOf(Uri baseUri, string sessionId) => PrivateFile.NameFor($"{baseUri}\n{sessionId}");

    /// <summary>The entry as users see it. The state is unknown if its process died while something was in progress.</summary>
    public WebRunSession ToSession()
    {
        var owner = Owner == ProcessIdentity.Current ? WebRunSessionOwner.ThisProcess : Owner.IsAlive ? WebRunSessionOwner.OtherProcess : WebRunSessionOwner.DeadProcess;
        return new WebRunSession
        {
            SessionId = SessionId,
            State = State == WebRunSessionState.Pending && owner == WebRunSessionOwner.DeadProcess ? WebRunSessionState.Unknown : State,
            TaskDetails = TaskDetails,
            TaskId = TaskId,
            CreatedAt = CreatedAt,
            OwnerProcessId = Owner == ProcessIdentity.Elsewhere ? null : Owner.Id,
            BaseUri = BaseUri,
            Owner = owner,
            EndsBy = EndsBy,
        };
    }

    /// <summary>The entry as its file holds it.</summary>
    public byte[] ToJson()
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("baseUri", BaseUri.AbsoluteUri);
            writer.WriteString("sessionId", SessionId);
            writer.WriteString("ticket", Ticket);
            writer.WriteString("state", State.ToString());
            writer.WriteString("taskDetails", TaskDetails);
            writer.WriteString("taskId", TaskId);
            writer.WriteString("createdAt", CreatedAt);
            writer.WriteString("busyUntil", BusyUntil);
            if (BusyUntilUptime is { } uptime)
            {
                writer.WriteNumber("busyUntilUptime", uptime.TotalSeconds);
            }

            writer.WriteNumber("processId", Owner.Id);
            writer.WriteNumber("processStart", Owner.Start);
            writer.WriteString("place", Owner.Place);
            writer.WriteEndObject();
        }

        return json.ToArray();
    }

    /// <summary>Reads a file; null if it holds no entry.</summary>
    public static LedgerEntry? FromJson(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var file = document.RootElement;
            var entry = file.Text("sessionId") is not null || file.Text("ticket") is not null
                ? new LedgerEntry
                {
                    BaseUri = new Uri(file.Text("baseUri") ?? ""),
                    SessionId = file.Text("sessionId"),
                    Ticket = file.Text("ticket"),
                    State = Enum.TryParse<WebRunSessionState>(file.Text("state"), out var state) ? state : WebRunSessionState.Unknown,
                    TaskDetails = file.Text("taskDetails"),
                    TaskId = file.Text("taskId"),
                    CreatedAt = file.Field("createdAt").GetDateTimeOffset(),
                    BusyUntil = file.Field("busyUntil").GetDateTimeOffset(),
                    BusyUntilUptime = file.Number("busyUntilUptime") is { } uptime and > 0 and < MaxUptime ? TimeSpan.FromSeconds(uptime) : null,
                    Owner = new(file.Field("processId").GetInt32(), file.Field("processStart").GetInt64(), file.Text("place") ?? ""),
                }
                : null;

            // Times that are out of range are ignored.
            return entry?.EndsBy > entry?.CreatedAt ? entry : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            // A file from a later version, or one damaged by a failing disk.
            return null;
        }
    }
}
