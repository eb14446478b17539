using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using WebRun.Models;
using WebRun.Schemas;
using WebRun.Storage;

namespace WebRun.Protocol;

/// <summary>One line of a batch's journal: what is known about a row from then on. Its task has the form of the service's own answers.</summary>
internal sealed record JournalLine
{
    private const string Ended = "ended";

    // The fields that say whose a secret is. No other value is in the hash, so that it lets nobody try passwords, and a new password is the same row.
    private static readonly HashSet<string> UserNames = new(StringComparer.OrdinalIgnoreCase) { "user", "username", "login", "email" };

    /// <summary>Which row it is about.</summary>
    public required string Row { get; init; }

    /// <summary>What is known about the row.</summary>
    public required WebRunJournalState State { get; init; }

    /// <summary>The task, as far as it got; null if nothing is known about it.</summary>
    public WebRunTask? Task { get; init; }

    /// <summary>What went wrong; null if nothing did.</summary>
    public WebRunException? Failure { get; init; }

    /// <summary>True if the service has refused to be asked again for an answer, so that its task is the one before.</summary>
    public bool IsRefused { get; init; }

    /// <summary>When it was written; null for a line that does not say so.</summary>
    public DateTimeOffset? At { get; private init; }

    /// <summary>True if the batch may come to its end with it: its row has an outcome, or was refused because of what it asks for. Any other row would be started or looked up by the next run.</summary>
    public bool IsSettled => State is WebRunJournalState.Completed or WebRunJournalState.Failed
        || (State == WebRunJournalState.New && Failure is { Id: WebRunErrorId.InvalidParameter or WebRunErrorId.NotFound or WebRunErrorId.FileTooLarge });

    /// <summary>A hash that identifies the row when the batch runs again. It reveals nothing about its content.</summary>
    public static string Identity(Uri service, WebRunTaskRequest request, WebRunSessionOptions? options, IReadOnlyList<string>? files = null)
    {
        var asked = Write(json =>
        {
            json.WriteString("service", service.AbsoluteUri);
            json.WriteString("task", request.TaskDetails);
            json.WriteString("page", request.StartingPoint?.AbsoluteUri);
            json.WriteString("schema", request.OutputSchema?.ToString());
            json.WriteString("environment", options?.EnvironmentId);
            json.WriteString("policy", options?.PolicyId);

            // Only what is there, so that journals of rows without it keep their names. Limits are not part of it: a row that failed on one runs again with another.
            foreach (var (name, value) in new[]
            {
                ("avoid", string.Join(";", request.AvoidDomains)),
                ("proxy", options?.Proxy is { } proxy ? $"{proxy} {proxy.Username} {proxy.Level}" : ""),
                ("reachOut", $"{options?.ReachOutMode}"),
                ("files", string.Join("\n", files ?? [])),
            }.Where(part => part.Item2.Length > 0))
            {
                json.WriteString(name, value);
            }

            if (request.Then.Count > 0)
            {
                json.WriteStartArray("steps");
                foreach (var step in request.Then)
                {
                    json.WriteStringValue(step);
                }

                json.WriteEndArray();
            }

            foreach (var secret in request.Secrets.OrderBy(secret => secret.Match, StringComparer.OrdinalIgnoreCase))
            {
                json.WriteStartObject("secret " + secret.Match.ToLowerInvariant());
                foreach (var field in secret.Fields.OrderBy(field => field.Key, StringComparer.OrdinalIgnoreCase))
                {
                    json.WriteString(field.Key.ToLowerInvariant(), UserNames.Contains(field.Key) ? field.Value.Reveal() : "");
                }

                json.WriteEndObject();
            }
        });
        return PrivateFile.NameFor(Encoding.UTF8.GetString(asked));
    }

    /// <summary>The line as the journal has it, with its end.</summary>
    /// <param name="at">When it is written.</param>
    /// <param name="mask">Removes keys and secrets from a text.</param>
    public byte[] ToJson(DateTimeOffset at, Func<string, string> mask) => WriteLine(json =>
    {
        json.WriteString("row", Row);
        json.WriteString("at", at);
        json.WriteString("state", State.ToString());
        if (Failure is not null)
        {
            json.WriteStartObject("error");
            json.WriteString("id", Failure.Id.ToString());
            json.WriteString("message", mask(Failure.Message));
            json.WriteEndObject();
        }

        if (Task is not null)
        {
            if (Task.Tag is not null)
            {
                json.WriteString("tag", mask(Task.Tag));
            }

            if (Task.SubmittedAt is { } submitted)
            {
                json.WriteString("submittedAt", submitted);
            }

            if (IsRefused)
            {
                json.WriteBoolean("refused", true);
            }

            if (State == WebRunJournalState.Running && !Task.EndsSession)
            {
                json.WriteBoolean("keepsSession", true);
            }

            json.WritePropertyName("answer");
            TaskRecord.Write(json, Task.LastTask, mask);
            if (Task.Tasks is { Count: > 1 } tasks)
            {
                json.WriteStartArray("attempts");
                foreach (var earlier in tasks.Take(tasks.Count - 1))
                {
                    TaskRecord.Write(json, earlier, mask);
                }

                json.WriteEndArray();
            }
        }
    });

    /// <summary>A line that gives a row the user's name for it. Versions that know no names leave it out.</summary>
    public static byte[] NameToJson(string row, string key) => WriteLine(json =>
    {
        json.WriteString("row", row);
        json.WriteString("key", key);
    });

    /// <summary>The line that notes that the batch has come to its end. Versions that do not know it leave it out.</summary>
    public static byte[] EndToJson(DateTimeOffset at) => WriteLine(json =>
    {
        json.WriteString("batch", Ended);
        json.WriteString("at", at);
    });

    /// <summary>Reads a line that gives a row its name; null if it is none.</summary>
    public static (string Row, string Key)? NameFromJson(ReadOnlyMemory<byte> line) =>
        Read(line, json => json.Text("row") is { } row && json.Text("key") is { } key ? (row, key) : ((string, string)?)null);

    /// <summary>Reads the line that notes the end of the batch; null if it is none.</summary>
    public static DateTimeOffset? EndFromJson(ReadOnlyMemory<byte> line) => Read(line, json => json.Text("batch") == Ended ? WireTime.FromText(json.Text("at")) : null);

    /// <summary>Reads a line; null if it is not valid.</summary>
    /// <param name="line">The line.</param>
    /// <param name="known">What is known about the task without it; null to leave the task out.</param>
    public static JournalLine? FromJson(ReadOnlyMemory<byte> line, WebRunTask? known) => Read(line, json =>
    {
        if (json.Text("row") is not { } row || !Enum.TryParse<WebRunJournalState>(json.Text("state"), out var state))
        {
            return null;
        }

        // A task that was running is asked for now; any other outcome is of the earlier run.
        var (hasTask, task) = ReadTask(json, known, isOfEarlierRun: state != WebRunJournalState.Running);
        var error = json.Field("error");
        var failure = Enum.TryParse<WebRunErrorId>(error.Text("id"), out var id) ? new WebRunException(id, error.Text("message") ?? "") { Task = task, SessionId = task?.SessionId } : null;

        // Without what its state requires it is useless, and the line before it counts.
        var needsTask = state is WebRunJournalState.Running or WebRunJournalState.Completed || (state == WebRunJournalState.Failed && failure is null);
        return needsTask && !hasTask ? null : new JournalLine { Row = row, State = state, Task = task, Failure = failure, IsRefused = json.Field("refused").ValueKind == JsonValueKind.True, At = WireTime.FromText(json.Text("at")) };
    });

    private static T? Read<T>(ReadOnlyMemory<byte> line, Func<JsonElement, T?> read)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static (bool IsThere, WebRunTask? Task) ReadTask(JsonElement json, WebRunTask? known, bool isOfEarlierRun)
    {
        if (json.Field("answer") is not { ValueKind: JsonValueKind.Object } answered || !TaskResponse.CanRead(new ServiceResponse(answered)))
        {
            return (false, null);
        }

        if (known is null)
        {
            return (true, null);
        }

        var submitted = WireTime.FromText(json.Text("submittedAt"));
        WebRunTask[] earlier = [.. json.Field("attempts").Objects().Where(attempt => TaskResponse.CanRead(new ServiceResponse(attempt))).Select(Read)];
        var task = Read(answered, earlier.Length).After(earlier, known);
        return (true, task with { FromJournal = isOfEarlierRun, EndsSession = json.Field("keepsSession").ValueKind != JsonValueKind.True });

        WebRunTask Read(JsonElement record, int number)
        {
            // Whether the answer fits the schema is found out again, but what the caller asserted only the record knows.
            var answer = TaskResponse.Read(new ServiceResponse(record), known.Step(number) with { SubmittedAt = submitted, Tag = known.Tag ?? json.Text("tag") }, submitted ?? default)!;
            return record.Text("code") == nameof(WebRunErrorId.AssertionFailed) ? answer with { Error = new(record.Text("code"), record.Text("error")) } : answer;
        }
    }

    private static byte[] WriteLine(Action<Utf8JsonWriter> write) => [.. Write(write), (byte)'\n'];

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
