using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http.Headers;
using System.Security;
using System.Text;
using System.Text.Json;
using WebRun.Protocol;

namespace WebRun.Transport;

/// <summary>The only place that decides what -Debug shows of a request and its answer: what is not listed here is not shown.</summary>
internal static class LogSanitizer
{
    private const string Secrets = "secrets";

    private static readonly HashSet<string> SafeHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Content-Length", "Content-Type", "Date", "Retry-After", "User-Agent",
        "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
    };

    private static readonly HashSet<string> SafeFields = new(StringComparer.Ordinal)
    {
        "actionType", "balance", "code", "completedAt", "completion_time", "completion_tokens", "cost", "expiresIn", "instanceCount",
        "instancesAvailable", "maxDuration", "maxInputTokens", "maxOutputTokens", "mode", "newState", "outputType", "pending",
        "prompt_tokens", "reachOutMode", "sessionId", "status", "submittedData", "success", "taskId", "terminateOnCompletion", "timestamp", "total_tokens", "type",

        // Of environments and triggers.
        "blobSize", "consecutiveFailures", "createdAt", "deliveryMode", "limit", "maxConsecutiveFailures", "nextRunAt", "page", "scheduleType",
        "timezone", "total", "totalPages", "updatedAt", "usageCount",
    };

    private static readonly HashSet<string> KnownNames = new(StringComparer.Ordinal)
    {
        "action", "auth", "avoidDomains", "content", "country", "data", "details", "dimensions", "downloadUrl", "environmentId", "error", "filename",
        "files", "height", "host", "id", "initialPrompt", "initialTask", "message", "name", "network", "password", "policyId", "pollUrl", "port", "prompt",
        "proxy", "result", Secrets, "socketURL", "source", "startingPoint", "startingUrl", "streaming", "target", "task", "taskDetails", "url", "urls",
        "usage", "username", "value", "webhook", "webRTCURL", "webViewURL", "width",

        // Of environments and triggers.
        "_id", "blobUploadedAt", "cronJob", "cronJobId", "cronJobs", "description", "environment", "environments", "lastUsedAt",
        "outputSchema", "pagination", "profiles", "recentRuns", "run", "runs", "scheduleAt", "scheduleCron", "scheduleInterval", "userId",
    };

    /// <summary>The headers that may be shown, one a line.</summary>
    public static string Headers(HttpHeaders headers, ApiKey? key) => string.Concat(
        headers.Where(h => SafeHeaders.Contains(h.Key)).Select(h => $"\n  {h.Key}: {Redaction.Text(string.Join(", ", h.Value), key)}"));

    /// <summary>A JSON body with everything hidden but the names that we know, and the values of fields known to be harmless.</summary>
    public static string Body(ReadOnlyMemory<byte> json, ApiKey? key, IReadOnlyList<SecureString>? secrets = null)
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
                Write(document.RootElement, "", writer, text => Redaction.Text(text, key, secrets));
            }

            return Encoding.UTF8.GetString(shown.ToArray());
        }
        catch (JsonException)
        {
            return $"({json.Length} bytes that are not JSON)";
        }
    }

    private static void Write(JsonElement value, string field, Utf8JsonWriter writer, Func<string, string> mask)
    {
        switch (value.ValueKind)
        {
            // The user names the fields in it, so our list cannot know which are harmless.
            case JsonValueKind.Array or JsonValueKind.Object when field == Secrets:
                writer.WriteStringValue(Redaction.Hidden);
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var (name, inner) in value.Fields())
                {
                    writer.WritePropertyName(SafeFields.Contains(name) || KnownNames.Contains(name) ? name : Redaction.Hidden);
                    Write(inner, name, writer, mask);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, "", writer, mask);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when SafeFields.Contains(field):
                writer.WriteStringValue(mask(value.AsText()));
                break;
            case JsonValueKind.String:
            case JsonValueKind.Number when !SafeFields.Contains(field):
                writer.WriteStringValue(Redaction.Hidden);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
