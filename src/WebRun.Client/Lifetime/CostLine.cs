using System;
using System.IO;
using System.Text.Json;
using WebRun.Schemas;

namespace WebRun.Lifetime;

/// <summary>One line of the cost log: what became known about a paid task, or a session. It holds no key, no secret, and no text of a task.</summary>
internal sealed record CostLine
{
    /// <summary>What it says.</summary>
    public required CostEvent Event { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The service and the key, as a hash.</summary>
    public required string Account { get; init; }

    /// <summary>The service.</summary>
    public required string Service { get; init; }

    /// <summary>The process that wrote it.</summary>
    public required ProcessIdentity Owner { get; init; }

    /// <summary>Stands for the task, whose ids may not be known; null for a task that another process has sent.</summary>
    public string? Ticket { get; init; }

    /// <summary>The session.</summary>
    public string? SessionId { get; init; }

    /// <summary>The task's id.</summary>
    public string? TaskId { get; init; }

    /// <summary>The task's status.</summary>
    public WebRunTaskStatus? Status { get; init; }

    /// <summary>When the task was sent.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>What the task has cost so far, in USD.</summary>
    public decimal? Cost { get; init; }

    /// <summary>What the task may cost, in USD.</summary>
    public decimal? Reserved { get; init; }

    /// <summary>What the user calls the task's kind.</summary>
    public string? Tag { get; init; }

    /// <summary>The line as the file has it, with its end.</summary>
    public byte[] ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("event", Event.ToString());
            json.WriteString("at", At.ToUniversalTime());
            json.WriteString("service", Service);
            json.WriteString("account", Account);
            WriteText(json, "ticket", Ticket);
            WriteText(json, "sessionId", SessionId);
            WriteText(json, "taskId", TaskId);
            WriteText(json, "status", Status?.ToString());
            if (SentAt is { } sent)
            {
                json.WriteString("sentAt", sent.ToUniversalTime());
            }

            WriteNumber(json, "cost", Cost);
            WriteNumber(json, "reserved", Reserved);
            WriteText(json, "tag", Tag);
            json.WriteNumber("processId", Owner.Id);
            json.WriteNumber("processStart", Owner.Start);
            json.WriteString("place", Owner.Place);
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>Reads a line; null for one that is torn, or of a later version and about something else.</summary>
    public static CostLine? FromJson(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var json = document.RootElement;
            return Word<CostEvent>(json, "event") is { } what && json.Text("account") is { } account
                ? new CostLine
                {
                    Event = what,
                    At = json.Field("at").GetDateTimeOffset(),
                    Account = account,
                    Service = json.Text("service") ?? "",
                    Owner = new(json.Field("processId").GetInt32(), json.Field("processStart").GetInt64(), json.Text("place") ?? ""),
                    Ticket = json.Text("ticket"),
                    SessionId = json.Text("sessionId"),
                    TaskId = json.Text("taskId"),
                    Status = Word<WebRunTaskStatus>(json, "status"),
                    SentAt = json.Field("sentAt") is { ValueKind: JsonValueKind.String } sent ? sent.GetDateTimeOffset() : null,
                    Cost = Amount(json, "cost"),
                    Reserved = Amount(json, "reserved"),
                    Tag = json.Text("tag"),
                }
                : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    // A number would be a value that this version does not have.
    private static T? Word<T>(JsonElement json, string name)
        where T : struct => json.Text(name) is { } word && Enum.TryParse<T>(word, out var value) && value.ToString() == word ? value : null;

    private static decimal? Amount(JsonElement json, string name) => json.Field(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var amount) ? amount : null;

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, decimal? number)
    {
        if (number is { } amount)
        {
            json.WriteNumber(name, amount);
        }
    }
}

/// <summary>What a line of the cost log says.</summary>
internal enum CostEvent
{
    /// <summary>A task is about to start, and may cost so much.</summary>
    Reserved,

    /// <summary>The task's request goes out.</summary>
    Sent,

    /// <summary>The task was not started after all.</summary>
    Released,

    /// <summary>The task is so far, and has cost so much.</summary>
    Seen,

    /// <summary>A session has opened.</summary>
    SessionOpened,

    /// <summary>A session has ended.</summary>
    SessionEnded,
}
