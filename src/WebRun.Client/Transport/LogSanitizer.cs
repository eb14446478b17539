using System;
using System.IO;
using System.Linq;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using WebRun.Protocol;
using WebRun.Schemas;

namespace WebRun.Transport;

/// <summary>The only place that decides what -Debug shows of a request and its answer: what is not listed here is not shown.</summary>
internal static class LogSanitizer
{
    /// <summary>The headers that may be shown, one a line.</summary>
    public static string Headers(HttpHeaders headers, SecretMask mask) => string.Concat(
        headers.Where(h => ShownNames.IsSafeHeader(h.Key)).Select(h => $"\n  {h.Key}: {Redaction.Line(string.Join(", ", h.Value), mask)}"));

    /// <summary>A JSON body in which everything is hidden except for the names that we know, and the values of fields that are known to be harmless.</summary>
    public static string Body(ReadOnlyMemory<byte> json, SecretMask mask)
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
                Write(document.RootElement, "", writer, text => Redaction.Line(text, mask));
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
            // The user names the fields in it, so no list can tell which are harmless.
            case JsonValueKind.Array or JsonValueKind.Object when ShownNames.HoldsSecrets(field):
                writer.WriteStringValue(SecretMask.Hidden);
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var (name, inner) in value.Fields())
                {
                    writer.WritePropertyName(ShownNames.IsKnown(name) ? name : SecretMask.Hidden);
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
            case JsonValueKind.String when ShownNames.IsSafeField(field):
                writer.WriteStringValue(mask(value.AsText()));
                break;
            case JsonValueKind.String:
            case JsonValueKind.Number when !ShownNames.IsSafeField(field):
                writer.WriteStringValue(SecretMask.Hidden);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
