using System;
using System.IO;
using System.Text.Json;
using WebRun.Schemas;
using WebRun.Storage;

namespace WebRun.Lifetime;

/// <summary>What the ledger notes of one session. It holds no key and no secret, and of the task only how it begins.</summary>
internal sealed record LedgerEntry
{
    /// <summary>How much of a task's text is noted.</summary>
    public const int MaxTextLength = 80;

    // The service ends a session that has idled for 5 minutes; one that has lost its browser, when 5 more have passed. The rest is for clocks.
    private static readonly TimeSpan SurelyIdle = TimeSpan.FromMinutes(12);

    /// <summary>The name of its file, which tells nothing.</summary>
    public string Name => SessionId is null ? Ticket! : NameOf(BaseUri, SessionId);

    /// <summary>The service that the session is at.</summary>
    public required Uri BaseUri { get; init; }

    /// <summary>The session; null while its id is not known.</summary>
    public string? SessionId { get; init; }

    /// <summary>Stands for the session while its id is not known.</summary>
    public string? Ticket { get; init; }

    /// <summary>Where it is in its life, as far as is known.</summary>
    public required WebRunSessionState State { get; init; }

    /// <summary>How the task begins that it was opened for.</summary>
    public string? TaskDetails { get; init; }

    /// <summary>When it was opened, by this machine's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until when its tasks may keep it from idling.</summary>
    public required DateTimeOffset BusyUntil { get; init; }

    /// <summary>The process that opened it.</summary>
    public required ProcessIdentity Owner { get; init; }

    /// <summary>From then on the service has surely ended it by itself.</summary>
    public DateTimeOffset EndsBy => BusyUntil + SurelyIdle;

    /// <summary>The file name of a session's entry: an id may hold what no file name may, or differ from another only in case.</summary>
    public static string NameOf(Uri baseUri, string sessionId) => PrivateFile.NameFor($"{baseUri}\n{sessionId}");

    /// <summary>The entry as users see it. What was under way in a process that has died, nobody knows.</summary>
    public WebRunSession ToSession()
    {
        var owner = Owner == ProcessIdentity.Current ? WebRunSessionOwner.ThisProcess : Owner.IsAlive ? WebRunSessionOwner.OtherProcess : WebRunSessionOwner.DeadProcess;
        return new WebRunSession
        {
            SessionId = SessionId,
            State = State == WebRunSessionState.Pending && owner == WebRunSessionOwner.DeadProcess ? WebRunSessionState.Unknown : State,
            TaskDetails = TaskDetails,
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
            writer.WriteString("createdAt", CreatedAt);
            writer.WriteString("busyUntil", BusyUntil);
            writer.WriteNumber("processId", Owner.Id);
            writer.WriteNumber("processStart", Owner.Start);
            writer.WriteString("place", Owner.Place);
            writer.WriteEndObject();
        }

        return json.ToArray();
    }

    /// <summary>Reads a file; null when it holds no entry.</summary>
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
                    CreatedAt = file.Field("createdAt").GetDateTimeOffset(),
                    BusyUntil = file.Field("busyUntil").GetDateTimeOffset(),
                    Owner = new(file.Field("processId").GetInt32(), file.Field("processStart").GetInt64(), file.Text("place") ?? ""),
                }
                : null;

            // Times that cannot be reckoned with are none.
            return entry?.EndsBy > entry?.CreatedAt ? entry : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            // A file of a later version, or one that a failing disk left.
            return null;
        }
    }
}
