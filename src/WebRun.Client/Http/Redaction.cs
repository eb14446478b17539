using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using WebRun.Json;

namespace WebRun.Http;

/// <summary>The one place that decides what of a request or an answer may be shown: what is not listed here is not.</summary>
internal static class Redaction
{
    private const int LongestExcerpt = 200;
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

        // Of environments and triggers.
        "blobSize", "consecutiveFailures", "createdAt", "deliveryMode", "limit", "maxConsecutiveFailures", "nextRunAt", "page", "scheduleType",
        "timezone", "total", "totalPages", "updatedAt", "usageCount",
    };

    private static readonly HashSet<string> KnownNames = new(StringComparer.Ordinal)
    {
        "action", "avoidDomains", "content", "data", "details", "dimensions", "downloadUrl", "error", "fields", "filename", "files", "height", "id",
        "initialPrompt", "initialTask", "match", "message", "name", "network", "pollUrl", "prompt", "result", "secrets", "socketURL", "source",
        "startingPoint", "startingUrl", "streaming", "target", "task", "taskDetails", "url", "urls", "usage", "value", "webRTCURL", "webViewURL", "width",

        // Of environments and triggers.
        "_id", "blobUploadedAt", "cronJob", "cronJobId", "cronJobs", "description", "environment", "environmentId", "environments", "lastUsedAt",
        "outputSchema", "pagination", "policyId", "profiles", "recentRuns", "run", "runs", "scheduleAt", "scheduleCron", "scheduleInterval", "userId",
    };

    private static readonly Regex LooksLikeAKey = new(
        @"(enig|wr)_[^\s""'<>&,;]+|Bearer\s+[^\s""'<>&,;]+",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        TimeSpan.FromSeconds(1));

    /// <summary>The headers that may be shown, one a line.</summary>
    public static string Headers(HttpHeaders headers, ApiKey? key) => string.Concat(
        headers.Where(h => SafeHeaders.Contains(h.Key)).Select(h => $"\n  {h.Key}: {Text(string.Join(", ", h.Value), key)}"));

    /// <summary>A JSON body with everything hidden but the names that we know, and the values of fields known to be harmless.</summary>
    public static string Body(ReadOnlyMemory<byte> json, ApiKey? key)
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
                Write(document.RootElement, "", writer, key);
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
        return Text(Encoding.UTF8.GetString(body.Slice(0, Math.Min(body.Length, LongestExcerpt * 8)).ToArray()), key);
    }

    /// <summary>Text that came from the service, on one line, cut, and with anything that may be a key masked.</summary>
    public static string Text(string text, ApiKey? key)
    {
        var start = text.Length <= LongestExcerpt * 8 ? text : text.Substring(0, LongestExcerpt * 8);
        var known = key is null ? start : string.Join(key.Masked, start.Split([key.Reveal()], StringSplitOptions.None));
        var line = string.Join(" ", LooksLikeAKey.Replace(known, Hidden).Split(Separators, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestExcerpt ? line : line.Substring(0, LongestExcerpt) + "…";
    }

    /// <summary>True when a text holds nothing that may be a key.</summary>
    public static bool IsSafe(string text, ApiKey? key) =>
        (key is null || text.IndexOf(key.Reveal(), StringComparison.Ordinal) < 0) && !LooksLikeAKey.IsMatch(text);

    private static readonly char[] Separators = [.. Enumerable.Range(0, 33).Select(c => (char)c), '\u007f', '\u0085', '\u2028', '\u2029'];

    private static void Write(JsonElement value, string field, Utf8JsonWriter writer, ApiKey? key)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var (name, inner) in value.Fields())
                {
                    writer.WritePropertyName(SafeFields.Contains(name) || KnownNames.Contains(name) ? name : Hidden);
                    Write(inner, name, writer, key);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, "", writer, key);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when SafeFields.Contains(field):
                writer.WriteStringValue(Text(value.AsText(), key));
                break;
            case JsonValueKind.String:
            case JsonValueKind.Number when !SafeFields.Contains(field):
                writer.WriteStringValue(Hidden);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
