using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace WebRun.Emulator.Scenarios;

/// <summary>Makes up structured answers that fit an outputSchema; the same schema gives the same data.</summary>
internal static class SampleData
{
    private const int Rows = 2;

    /// <summary>A value that fits a JSON Schema.</summary>
    public static JsonNode Json(JsonObject schema) => Value(schema, "value", 1);

    /// <summary>The columns of a schema: it is a list of them, or an object whose properties they are.</summary>
    public static string[] Columns(JsonNode schema) => schema is JsonArray names
        ? [.. names.Select(name => name!.GetValue<string>())]
        : [.. Properties((JsonObject)schema).Select(property => property.Key)];

    /// <summary>A header and two rows.</summary>
    public static string Csv(string[] columns)
    {
        var rows = Enumerable.Range(1, Rows)
            .Select(row => string.Join(',', columns.Select(column => Cell($"{column} {Number(row)}"))));
        return string.Join('\n', rows.Prepend(string.Join(',', columns.Select(Cell))));
    }

    private static JsonNode Value(JsonObject schema, string name, int row)
    {
        if (schema["enum"] is JsonArray { Count: > 0 } choices && choices[0] is { } choice)
        {
            return choice.DeepClone();
        }

        return TypeOf(schema) switch
        {
            "object" => new JsonObject(Properties(schema).Select(property =>
                KeyValuePair.Create(property.Key, (JsonNode?)Value(property.Value as JsonObject ?? [], property.Key, row)))),
            "array" => new JsonArray([.. Enumerable.Range(1, Rows).Select(item => Value(schema["items"] as JsonObject ?? [], name, item))]),
            "number" => JsonValue.Create(row + 0.5m),
            "boolean" => JsonValue.Create(true),
            _ => JsonValue.Create($"{name} {Number(row)}"),
        };
    }

    private static string TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonValue type when type.TryGetValue(out string? name) => name,
        JsonArray { Count: > 0 } types when types[0] is JsonValue first && first.TryGetValue(out string? name) => name,
        _ => schema["properties"] is JsonObject ? "object" : "string",
    };

    private static JsonObject Properties(JsonObject schema) => schema["properties"] as JsonObject ?? [];

    private static string Cell(string text) =>
        text.IndexOfAny([',', '"', '\r', '\n']) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
