using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Json;
using WebRun.Schemas;

namespace WebRun.Protocol;

/// <summary>Writes the parts that several request bodies share.</summary>
internal static class RequestParts
{
    /// <summary>Writes one JSON object.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> fields)
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

    /// <summary>Writes the schema of the answer, and what the service calls its kind.</summary>
    public static void WriteOutputSchema(Utf8JsonWriter body, WebRunOutputSchema schema, string outputType)
    {
        body.WriteString("outputType", outputType);
        body.WritePropertyName("outputSchema");
        PlainJson.Write(body, schema.Content);
    }

    /// <summary>Writes where the service reports the end of a task; nothing for null.</summary>
    public static void WriteWebhook(Utf8JsonWriter body, WebRunWebhook? webhook)
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

    /// <summary>Writes the secrets that the agent may fill in; nothing if there are none.</summary>
    public static void WriteSecrets(Utf8JsonWriter body, IReadOnlyList<WebRunSecret> secrets)
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

    /// <summary>Writes the proxy of a session; nothing for null.</summary>
    public static void WriteProxy(Utf8JsonWriter body, WebRunProxy? proxy)
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
        WriteText(body, "level", proxy.Level switch
        {
            WebRunProxyLevel.System => "system",
            WebRunProxyLevel.Chrome => "chrome",
            _ => null,
        });
        body.WriteEndObject();
    }

    /// <summary>Writes a list of texts; nothing for an empty one.</summary>
    public static void WriteTexts(Utf8JsonWriter body, string name, IReadOnlyList<string> values)
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

    /// <summary>Writes a text; nothing for null.</summary>
    public static void WriteText(Utf8JsonWriter body, string name, string? value)
    {
        if (value is not null)
        {
            body.WriteString(name, value);
        }
    }

    /// <summary>Writes a number; nothing for null.</summary>
    public static void WriteNumber(Utf8JsonWriter body, string name, long? value)
    {
        if (value is { } number)
        {
            body.WriteNumber(name, number);
        }
    }
}
