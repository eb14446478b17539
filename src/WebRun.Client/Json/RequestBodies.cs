using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace WebRun.Json;

/// <summary>Writes the request bodies of both generations (API facts §3 and §5).</summary>
/// <param name="generation">The shape to write.</param>
internal sealed class RequestBodies(RequestGeneration generation)
{
    /// <summary>The body of run-task.</summary>
    public byte[] RunTask(WebRunTaskRequest task) => Write(body =>
    {
        if (generation == RequestGeneration.One)
        {
            // Here, and only here, the first generation says startingUrl too.
            WriteTask(body, task, "startingUrl");
        }
        else
        {
            WriteTaskObject(body, "task", task);
        }
    });

    /// <summary>The body of start-session; the task may be without a text, and then only says where to begin.</summary>
    public byte[] StartSession(WebRunTaskRequest task) => Write(body =>
    {
        body.WriteString("mode", "default");
        WriteTaskObject(body, generation == RequestGeneration.One ? "initialTask" : "task", task);
    });

    /// <summary>The body of send-message for a follow-up task.</summary>
    public byte[] NewTask(string sessionId, WebRunTaskRequest task) => Message(sessionId, "newTask", "start", message => WriteTask(message, task, PageName));

    /// <summary>The body of send-message for a state: <c>pause</c>, <c>resume</c>, <c>stop</c> or <c>terminate</c>.</summary>
    public static byte[] State(string sessionId, string state) => Message(sessionId, "state", state, null);

    /// <summary>The message of <see cref="State"/> by itself, as a live link takes it.</summary>
    public static byte[] StateMessage(string state) => Write(message =>
    {
        message.WriteString("actionType", "state");
        message.WriteString("newState", state);
    });

    /// <summary>The body of send-message for the answer to a guardrail.</summary>
    public byte[] Answer(string sessionId, string answer) => Message(sessionId, "guardrail", "resume", message => message.WriteString(TextName, answer));

    /// <summary>The body of send-message for manual control.</summary>
    public static byte[] Interaction(string sessionId, string type, Action<Utf8JsonWriter>? rest) => Message(sessionId, "interaction", null, message =>
    {
        message.WriteStartObject("action");
        message.WriteString("type", type);
        rest?.Invoke(message);
        message.WriteEndObject();
    });

    private string TextName => generation == RequestGeneration.One ? "taskDetails" : "prompt";

    private string PageName => generation == RequestGeneration.One ? "startingPoint" : "startingUrl";

    private void WriteTaskObject(Utf8JsonWriter body, string name, WebRunTaskRequest task)
    {
        body.WriteStartObject(name);
        WriteTask(body, task, PageName);
        body.WriteEndObject();
    }

    private void WriteTask(Utf8JsonWriter body, WebRunTaskRequest task, string pageName)
    {
        body.WriteString(TextName, task.TaskDetails);
        if (task.StartingPoint is { } page)
        {
            body.WriteString(pageName, page.AbsoluteUri);
        }

        WriteNumber(body, "maxDuration", (long?)task.MaxDuration?.TotalMilliseconds);
        WriteNumber(body, "maxInputTokens", task.MaxInputTokens);
        WriteNumber(body, "maxOutputTokens", task.MaxOutputTokens);
        WriteTexts(body, "avoidDomains", task.AvoidDomains);
        WriteTexts(body, "files", task.Files);
        if (task.OutputSchema is { } schema)
        {
            WriteOutputSchema(body, schema);
        }

        if (task.TerminateOnCompletion)
        {
            body.WriteBoolean("terminateOnCompletion", true);
        }
    }

    /// <summary>Writes the data that an answer has to be.</summary>
    internal static void WriteOutputSchema(Utf8JsonWriter body, WebRunOutputSchema schema)
    {
        body.WriteString("outputType", schema.OutputType == WebRunOutputType.Csv ? "structured_csv" : "structured_json");
        body.WritePropertyName("outputSchema");
        PlainJson.Write(body, schema.Content);
    }

    private static void WriteTexts(Utf8JsonWriter body, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            body.WriteStartArray(name);
            foreach (var value in values)
            {
                body.WriteStringValue(value);
            }

            body.WriteEndArray();
        }
    }

    private static void WriteNumber(Utf8JsonWriter body, string name, long? value)
    {
        if (value is { } number)
        {
            body.WriteNumber(name, number);
        }
    }

    private static byte[] Message(string sessionId, string actionType, string? newState, Action<Utf8JsonWriter>? rest) => Write(body =>
    {
        body.WriteString("sessionId", sessionId);
        body.WriteStartObject("message");
        body.WriteString("actionType", actionType);
        if (newState is not null)
        {
            body.WriteString("newState", newState);
        }

        rest?.Invoke(body);
        body.WriteEndObject();
    });

    /// <summary>Writes one JSON object.</summary>
    internal static byte[] Write(Action<Utf8JsonWriter> fields)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            fields(writer);
            writer.WriteEndObject();
        }

        return json.ToArray();
    }
}
