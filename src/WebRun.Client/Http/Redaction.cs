using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http.Headers;
using System.Security;
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
    private const string Secrets = "secrets";

    // A shorter one stands in any text by chance, and cutting it out would tell which it is.
    private const int ShortestSecret = 4;

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

    private static readonly Regex LooksLikeAKey = new(
        @"(enig|wr)_[^\s""'<>&,;]+|Bearer\s+[^\s""'<>&,;]+",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        TimeSpan.FromSeconds(1));

    /// <summary>The headers that may be shown, one a line.</summary>
    public static string Headers(HttpHeaders headers, ApiKey? key) => string.Concat(
        headers.Where(h => SafeHeaders.Contains(h.Key)).Select(h => $"\n  {h.Key}: {Text(string.Join(", ", h.Value), key)}"));

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
                Write(document.RootElement, "", writer, text => Text(text, key, secrets));
            }

            return Encoding.UTF8.GetString(shown.ToArray());
        }
        catch (JsonException)
        {
            return $"({json.Length} bytes that are not JSON)";
        }
    }

    /// <summary>Text that came from the service, on one line, cut, and with anything that may be a key masked.</summary>
    public static string Excerpt(ReadOnlyMemory<byte> body, ApiKey? key, IReadOnlyList<SecureString>? secrets = null)
    {
        // More than the excerpt, so that a key at its edge is seen whole and masked.
        return Text(Encoding.UTF8.GetString(body.Slice(0, Math.Min(body.Length, LongestExcerpt * 8)).ToArray()), key, secrets);
    }

    /// <summary>Text that came from the service, on one line, cut, and with anything masked that may be a key, or is a secret of the request.</summary>
    public static string Text(string text, ApiKey? key, IReadOnlyList<SecureString>? secrets = null)
    {
        var start = text.Length <= LongestExcerpt * 8 ? text : text.Substring(0, LongestExcerpt * 8);
        var line = string.Join(" ", LooksLikeAKey.Replace(Mask(start, key, secrets), Hidden).Split(Separators, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestExcerpt ? line : line.Substring(0, LongestExcerpt) + "…";
    }

    /// <summary>A text as it is, but for the key and the secrets of the request.</summary>
    public static string Mask(string text, ApiKey? key, IReadOnlyList<SecureString>? secrets = null)
    {
        var known = key is null ? text : Replace(text, key.Reveal(), key.Masked);
        foreach (var form in Long(secrets).SelectMany(Forms))
        {
            known = Replace(known, form, Hidden);
        }

        return known;
    }

    /// <summary>True when a text holds nothing that may be a key, and no secret of the request.</summary>
    public static bool IsSafe(string text, ApiKey? key, IReadOnlyList<SecureString>? secrets = null) =>
        (key is null || text.IndexOf(key.Reveal(), StringComparison.Ordinal) < 0)
        && !LooksLikeAKey.IsMatch(text)
        && Long(secrets).SelectMany(Forms).All(form => text.IndexOf(form, StringComparison.Ordinal) < 0);

    /// <summary>A secret as it is, as our requests write it, and as it stands in the address of a page.</summary>
    private static IEnumerable<string> Forms(SecureString secret)
    {
        var plain = secret.Reveal();
        var inAddress = Uri.EscapeDataString(plain);
        string[] forms = [plain, JsonEncodedText.Encode(plain).ToString(), inAddress, inAddress.Replace("%20", "+")];
        return forms.Distinct(StringComparer.Ordinal);
    }

    private static readonly char[] Separators = [.. Enumerable.Range(0, 33).Select(c => (char)c), '\u007f', '\u0085', '\u2028', '\u2029'];

    private static IEnumerable<SecureString> Long(IReadOnlyList<SecureString>? secrets) => secrets?.Where(secret => secret.Length >= ShortestSecret) ?? [];

    private static string Replace(string text, string part, string by) => string.Join(by, text.Split([part], StringSplitOptions.None));

    private static void Write(JsonElement value, string field, Utf8JsonWriter writer, Func<string, string> mask)
    {
        switch (value.ValueKind)
        {
            // The user names the fields in it, so no list of ours can tell which are harmless.
            case JsonValueKind.Array or JsonValueKind.Object when field == Secrets:
                writer.WriteStringValue(Hidden);
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var (name, inner) in value.Fields())
                {
                    writer.WritePropertyName(SafeFields.Contains(name) || KnownNames.Contains(name) ? name : Hidden);
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
                writer.WriteStringValue(Hidden);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
