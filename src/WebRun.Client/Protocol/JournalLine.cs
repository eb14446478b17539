using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using WebRun.Schemas;
using WebRun.Storage;

namespace WebRun.Protocol;

/// <summary>One line of a batch's journal: what is known about a row from then on. Its task has the form of the service's own answers.</summary>
internal sealed record JournalLine
{
    /// <summary>Which row it is about.</summary>
    public required string Row { get; init; }

    /// <summary>What is known about the row.</summary>
    public required WebRunJournalState State { get; init; }

    /// <summary>The task, as far as it got; null if nothing is known about it.</summary>
    public WebRunTask? Task { get; init; }

    /// <summary>What went wrong; null if nothing did.</summary>
    public WebRunException? Failure { get; init; }

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
        });
        return PrivateFile.NameFor(Encoding.UTF8.GetString(asked));
    }

    /// <summary>The line as the journal has it, with its end.</summary>
    /// <param name="at">When it is written.</param>
    /// <param name="mask">Removes keys and secrets from a text.</param>
    public byte[] ToJson(DateTimeOffset at, Func<string, string> mask)
    {
        var line = Write(json =>
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
                if (Task.SubmittedAt is { } submitted)
                {
                    json.WriteString("submittedAt", submitted);
                }

                json.WritePropertyName("answer");
                TaskRecord.Write(json, Task, mask);
            }
        });
        return [.. line, (byte)'\n'];
    }

    /// <summary>Reads a line; null if it is not valid.</summary>
    /// <param name="line">The line.</param>
    /// <param name="known">What is known about the task without it.</param>
    public static JournalLine? FromJson(ReadOnlyMemory<byte> line, WebRunTask known)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var json = document.RootElement;
            if (json.Text("row") is not { } row || !Enum.TryParse<WebRunJournalState>(json.Text("state"), out var state))
            {
                return null;
            }

            var task = ReadTask(json, known);
            var error = json.Field("error");
            var failure = Enum.TryParse<WebRunErrorId>(error.Text("id"), out var id) ? new WebRunException(id, error.Text("message") ?? "") { Task = task, SessionId = task?.SessionId } : null;

            // Without what its state requires it is useless, and the line before it counts.
            var needsTask = state is WebRunJournalState.Running or WebRunJournalState.Completed || (state == WebRunJournalState.Failed && failure is null);
            return needsTask && task is null ? null : new JournalLine { Row = row, State = state, Task = task, Failure = failure };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static WebRunTask? ReadTask(JsonElement json, WebRunTask known)
    {
        if (json.Field("answer") is not { ValueKind: JsonValueKind.Object } answered)
        {
            return null;
        }

        var submitted = WireTime.FromText(json.Text("submittedAt"));
        return TaskResponse.Read(new ServiceResponse(answered), known with { SubmittedAt = submitted }, submitted ?? default);
    }

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
