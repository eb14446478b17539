using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebRun.Emulator.Wire;

/// <summary>A JSON object in a request's body; whatever does not fit is refused with the field's name. A null field counts as absent.</summary>
internal sealed class JsonFields(JsonObject source, string path = "")
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public IEnumerable<string> Names => source.Select(pair => pair.Key);

    public static JsonNode? Parse(string body)
    {
        try
        {
            JsonNode? node = JsonNode.Parse(body, nodeOptions: null, Strict);

            // Nodes are read late; writing one reads all of it, so that half a surrogate pair shows here.
            using var writer = new Utf8JsonWriter(Stream.Null);
            node?.WriteTo(writer);
            return node;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new Refusal(400, "INVALID_PARAMS", "The body is not JSON.", exception);
        }
    }

    public static JsonFields Read(string body) =>
        Parse(body) is JsonObject fields ? new JsonFields(fields) : throw new Refusal(400, "INVALID_PARAMS", "The body must be a JSON object.");

    public bool Has(string name) => source[name] is not null;

    public JsonNode? Node(string name) => source[name];

    public string? Text(string name) => source[name] is not { } node ? null : TextOf(node) ?? throw Invalid(name, "must be a string");

    public string RequiredText(string name)
    {
        var text = Text(name) ?? throw Missing(name);
        return text.Length > 0 ? text : throw Invalid(name, "must not be empty");
    }

    public string? Choice(string name, params ReadOnlySpan<string> allowed)
    {
        string? text = Text(name);
        return text is null || allowed.Contains(text) ? text : throw Invalid(name, $"must be one of {string.Join(", ", allowed!)}");
    }

    public string RequiredChoice(string name, params ReadOnlySpan<string> allowed) => Choice(name, allowed) ?? throw Missing(name);

    public int? Integer(string name, int least, int most)
    {
        if (source[name] is not { } node)
        {
            return null;
        }

        if (node is JsonValue value && value.TryGetValue(out int number) && number >= least && number <= most)
        {
            return number;
        }

        throw Invalid(name, string.Create(CultureInfo.InvariantCulture, $"must be an integer from {least} to {most}"));
    }

    public double RequiredNumber(string name, double least, double most) => source[name] switch
    {
        null => throw Missing(name),
        JsonValue value when value.TryGetValue(out double number) && number >= least && number <= most => number,
        _ => throw Invalid(name, string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}")),
    };

    public bool? Flag(string name) =>
        source[name] is not { } node ? null
        : node.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? node.GetValue<bool>()
        : throw Invalid(name, "must be true or false");

    public string[] Texts(string name) =>
        source[name] is not { } node ? []
        : node is JsonArray array ? [.. array.Select(item => (item is null ? null : TextOf(item)) ?? throw Invalid(name, "must hold strings"))]
        : throw Invalid(name, "must be an array of strings");

    public JsonFields? Object(string name) =>
        source[name] is not { } node ? null
        : node is JsonObject fields ? new JsonFields(fields, FullName(name))
        : throw Invalid(name, "must be an object");

    public JsonFields RequiredObject(string name) => Object(name) ?? throw Missing(name);

    public JsonFields[] Objects(string name) =>
        source[name] is not { } node ? []
        : node is JsonArray array ? [.. array.Select(item => new JsonFields(item as JsonObject ?? throw Invalid(name, "must hold objects"), FullName(name)))]
        : throw Invalid(name, "must be an array of objects");

    public Refusal Invalid(string name, string rule) => new(400, "INVALID_PARAMETER", $"{FullName(name)} {rule}.");

    public Refusal Missing(string name) => new(400, "MISSING_REQUIRED_FIELD", $"{FullName(name)} is required.");

    public string FullName(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string? TextOf(JsonNode node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
