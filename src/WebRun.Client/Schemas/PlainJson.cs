using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace WebRun.Schemas;

/// <summary>JSON as plain objects that other assemblies understand: dictionaries, arrays, strings, numbers, booleans, null.</summary>
internal static class PlainJson
{
    /// <summary>The value of a JSON text. If an object has a name twice, the last one counts.</summary>
    /// <exception cref="JsonException">It is not JSON, or is nested deeper than 64 levels.</exception>
    public static object? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (ArgumentException e)
        {
            throw new JsonException("The text is not valid Unicode.", e);
        }
    }

    /// <summary>The value of an element; null for one that is undefined.</summary>
    public static object? Read(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var fields = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach (var (name, value) in json.Fields())
                {
                    fields[name] = Read(value);
                }

                return fields;
            case JsonValueKind.Array:
                return json.EnumerateArray().Select(Read).ToArray();
            case JsonValueKind.String:
                return json.AsText();
            case JsonValueKind.Number:
                return Number(json);
            case JsonValueKind.True or JsonValueKind.False:
                return json.GetBoolean();
            default:
                return null;
        }
    }

    /// <summary>The JSON of a value.</summary>
    public static string Text(object? value) => Encoding.UTF8.GetString(Bytes(value));

    /// <summary>The JSON of a value as an element, whose raw text people can read.</summary>
    public static JsonElement Element(object? value)
    {
        using var document = JsonDocument.Parse(Bytes(value, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        return document.RootElement.Clone();
    }

    /// <summary>Writes a value.</summary>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> fields:
                json.WriteStartObject();
                foreach (var field in fields)
                {
                    json.WritePropertyName(field.Key);
                    Write(json, field.Value);
                }

                json.WriteEndObject();
                break;
            case object?[] items:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long whole:
                json.WriteNumberValue(whole);
                break;
            case BigInteger big:
                json.WriteRawValue(big.ToString(CultureInfo.InvariantCulture));
                break;
            case decimal exact:
                json.WriteNumberValue(exact);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue((string?)value);
                break;
        }
    }

    private static byte[] Bytes(object? value, JsonWriterOptions options = default)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, options))
        {
            Write(writer, value);
        }

        return json.ToArray();
    }

    // Whole numbers stay whole, and none becomes infinity: a number that no type holds stays the text that it was.
    private static object Number(JsonElement json)
    {
        var text = json.GetRawText();
        return json.TryGetInt64(out var whole) ? whole
            : text.All(c => c is '-' or (>= '0' and <= '9')) ? json.TryGetDecimal(out var exact) ? exact : BigInteger.Parse(text, CultureInfo.InvariantCulture)
            : json.TryGetDouble(out var number) && !double.IsInfinity(number) ? number
            : text;
    }
}
