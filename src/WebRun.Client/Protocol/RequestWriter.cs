using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Json;
using WebRun.Schemas;
using WebRun.Models;

namespace WebRun.Protocol;

/// <summary>Writes the request bodies of both generations (API facts §3 and §5).</summary>
/// <param name="generation">The shape to write.</param>
internal sealed class RequestWriter(RequestGeneration generation)
{
    /// <summary>The body of run-task.</summary>
    public byte[] RunTask(WebRunTaskRequest task, WebRunSessionOptions? session = null) => Write(body =>
    {
        WriteSession(body, session);
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
    public byte[] StartSession(WebRunTaskRequest task, WebRunSessionOptions? session = null) => Write(body =>
    {
        body.WriteString("mode", "default");
        WriteSession(body, session);
        WriteTaskObject(body, generation == RequestGeneration.One ? "initialTask" : "task", task);
    });

    /// <summary>The body of send-message for a follow-up task.</summary>
    public byte[] NewTask(string sessionId, WebRunTaskRequest task) => Message(sessionId, "newTask", "start", message => WriteTask(message, task, PageName));

    /// <summary>The body of send-message for a change of state.</summary>
    public static byte[] State(string sessionId, StateChange change) => Message(sessionId, "state", Word(change), null);

    /// <summary>The message of <see cref="State"/> by itself, as a live link takes it.</summary>
    public static byte[] StateMessage(StateChange change) => Write(message =>
    {
        message.WriteString("actionType", "state");
        message.WriteString("newState", Word(change));
    });

    /// <summary>The body of send-message for the answer to a guardrail.</summary>
    public byte[] Reply(string sessionId, string answer) => Message(sessionId, "guardrail", "resume", message => message.WriteString(TextName, answer));

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

        WriteSecrets(body, task.Secrets);
        WriteWebhook(body, task.Webhook);
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

    private static void WriteSecrets(Utf8JsonWriter body, IReadOnlyList<WebRunSecret> secrets)
    {
        if (secrets.Count == 0)
        {
            return;
        }

        body.WriteStartArray("secrets");
        foreach (var secret in secrets)
        {
            body.WriteStartObject();
            body.WriteString("match", secret.Match);
            body.WriteStartObject("fields");
            foreach (var field in secret.Fields)
            {
                body.WriteString(field.Key, field.Value.Reveal());
            }

            body.WriteEndObject();
            body.WriteEndObject();
        }

        body.WriteEndArray();
    }

    internal static void WriteWebhook(Utf8JsonWriter body, WebRunWebhook? webhook)
    {
        if (webhook is null)
        {
            return;
        }

        body.WriteStartObject("webhook");
        body.WriteString("name", webhook.Name);
        body.WriteString("url", webhook.Url.AbsoluteUri);
        WriteText(body, "auth", webhook.Auth?.Reveal());
        body.WriteString("submittedData", webhook.SubmittedData switch
        {
            WebRunWebhookData.AIResponse => "ai_response",
            WebRunWebhookData.JustPing => "just_ping",
            _ => "full_response",
        });
        body.WriteEndObject();
    }

    /// <summary>What belongs to the session stands at the top level, never inside the task.</summary>
    private static void WriteSession(Utf8JsonWriter body, WebRunSessionOptions? session)
    {
        WriteText(body, "environmentId", session?.EnvironmentId);
        WriteText(body, "policyId", session?.PolicyId);
        WriteProxy(body, session?.Proxy);
        WriteText(body, "reachOutMode", session?.ReachOutMode switch
        {
            WebRunReachOutMode.Off => "off",
            WebRunReachOutMode.GuardrailOnly => "guardrail_only",
            WebRunReachOutMode.Full => "full",
            _ => null,
        });
    }

    private static void WriteProxy(Utf8JsonWriter body, WebRunProxy? proxy)
    {
        if (proxy is null)
        {
            return;
        }

        body.WriteStartObject("proxy");
        body.WriteString("source", proxy.Country is null ? "custom" : "WebRun");
        WriteText(body, "country", proxy.Country);
        WriteText(body, "type", proxy.Type);
        WriteText(body, "host", proxy.Host);
        WriteText(body, "port", proxy.Port?.ToString(CultureInfo.InvariantCulture));
        WriteText(body, "username", proxy.Username);
        WriteText(body, "password", proxy.Password?.Reveal());
        body.WriteEndObject();
    }

    internal static void WriteText(Utf8JsonWriter body, string name, string? value)
    {
        if (value is not null)
        {
            body.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter body, string name, long? value)
    {
        if (value is { } number)
        {
            body.WriteNumber(name, number);
        }
    }

    internal static byte[] Message(string sessionId, string actionType, string? newState, Action<Utf8JsonWriter>? rest) => Write(body =>
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

    private static string Word(StateChange change) => change switch
    {
        StateChange.Pause => "pause",
        StateChange.Resume => "resume",
        StateChange.Stop => "stop",
        _ => "terminate",
    };

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

/// <summary>What a message changes of a session or its task.</summary>
internal enum StateChange
{
    /// <summary>The task pauses.</summary>
    Pause,

    /// <summary>The task goes on.</summary>
    Resume,

    /// <summary>The task ends; its session stays.</summary>
    Stop,

    /// <summary>The session ends.</summary>
    Terminate,
}
