using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WebRun.Http;

/// <summary>The one place that decides what of a request or an answer may be shown: what is not listed here is not.</summary>
internal static class Redaction
{
    private const int LongestExcerpt = 160;
    private const string Hidden = "***";

    private static readonly HashSet<string> SafeHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Length", "Content-Type", "Date", "Retry-After", "User-Agent",
        "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
    };

    private static readonly HashSet<string> SafeFields = new(StringComparer.Ordinal)
    {
        "actionType", "balance", "code", "completedAt", "completion_time", "completion_tokens", "cost", "expiresIn", "instanceCount",
        "instancesAvailable", "maxDuration", "maxInputTokens", "maxOutputTokens", "mode", "newState", "outputType", "pending",
        "prompt_tokens", "sessionId", "status", "success", "taskId", "terminateOnCompletion", "timestamp", "total_tokens", "type",
    };

    private static readonly Regex LooksLikeAKey = new(
        @"(?:enig|wr)_[^\s""'<>&,;]+|(?<=Bearer\s+)[^\s""'<>&,;]+",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        TimeSpan.FromSeconds(1));

    /// <summary>The headers that may be shown, one a line.</summary>
    public static string Headers(HttpHeaders headers) => string.Concat(
        headers.Where(h => SafeHeaders.Contains(h.Key)).Select(h => $"\n  {h.Key}: {Text(string.Join(", ", h.Value), null)}"));

    /// <summary>A JSON body with every value hidden but those of fields known to be harmless.</summary>
    public static string Body(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
        {
            return "(empty)";
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            using var shown = new MemoryStream();
            using (var writer = new Utf8JsonWriter(shown))
            {
                Write(document.RootElement, "", writer);
            }

            return Encoding.UTF8.GetString(shown.ToArray());
        }
        catch (JsonException)
        {
            return $"({json.Length} bytes that are not JSON)";
        }
    }

    /// <summary>Text that came from the service, on one line, cut, and with anything that may be a key masked.</summary>
    public static string Excerpt(ReadOnlyMemory<byte> body, ApiKey? key)
    {
        // More than the excerpt, so that a key at its edge is seen whole and masked.
        var start = Encoding.UTF8.GetString(body.Slice(0, Math.Min(body.Length, LongestExcerpt * 8)).ToArray());
        var text = Text(start, key);
        return text.Length <= LongestExcerpt ? text : text.Substring(0, LongestExcerpt) + "…";
    }

    /// <summary>Text that came from the service, on one line and with anything that may be a key masked.</summary>
    public static string Text(string text, ApiKey? key)
    {
        var known = key is null ? text : string.Join(key.Masked, text.Split([key.Reveal()], StringSplitOptions.None));
        var masked = LooksLikeAKey.Replace(known, Hidden);
        return string.Join(" ", masked.Split(Separators, StringSplitOptions.RemoveEmptyEntries));
    }

    private static readonly char[] Separators = [.. Enumerable.Range(0, 33).Select(c => (char)c), '\u007f', '\u0085', '\u2028', '\u2029'];

    private static void Write(JsonElement value, string field, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(property.Value, property.Name, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, "", writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when !SafeFields.Contains(field) || LooksLikeAKey.IsMatch(value.GetString()!):
            case JsonValueKind.Number when !SafeFields.Contains(field):
                writer.WriteStringValue(Hidden);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
