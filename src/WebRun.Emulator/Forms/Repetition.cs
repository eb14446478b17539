using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Forms;

/// <summary>Says the same thing again in every text of an answer or event, as a service may that repeats what it was sent.</summary>
internal static class Repetition
{
    // What a client understands an answer by, and cannot without.
    private static readonly string[] Words = ["id", "_id", "type", "status", "cron", "outputType", "scheduleType", "deliveryMode", "timezone"];
    private static readonly string[] Ends = ["Id", "At", "URL", "Url", "Interval"];

    /// <summary>Adds it to every text of a JSON object, and as a field's name.</summary>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> json, string repeated) =>
        Encoding.UTF8.GetBytes(With(JsonNode.Parse(json.Span)!, "", repeated).ToJsonString(JsonText.Readable));

    /// <summary>Adds it to an event: the array of its name and payload, behind the number of its packet.</summary>
    public static ReadOnlyMemory<byte> ApplyToEvent(ReadOnlyMemory<byte> frame, string repeated)
    {
        var json = JsonNode.Parse(frame.Span[2..])!.AsArray();
        for (var at = 1; at < json.Count; at++)
        {
            json[at] = With(json[at]!.DeepClone(), "", repeated);
        }

        return Encoding.UTF8.GetBytes("42" + json.ToJsonString(JsonText.Readable));
    }

    private static JsonNode With(JsonNode node, string name, string repeated)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (field, value) in fields.Where(field => field.Value is not null).ToArray())
                {
                    fields[field] = With(value!.DeepClone(), field, repeated);
                }

                fields[repeated] = repeated;
                return fields;
            case JsonArray items:
                return new JsonArray([.. items.Select(item => item is null ? null : With(item.DeepClone(), name, repeated))]);
            case JsonValue text when text.GetValueKind() == JsonValueKind.String && !Words.Contains(name) && !Array.Exists(Ends, end => name.EndsWith(end, StringComparison.Ordinal)):
                var said = text.GetValue<string>();

                // A structured result stays one.
                return said.StartsWith('{') && Parsed(said) is { } inner ? With(inner, "", repeated).ToJsonString(JsonText.Readable) : $"{said} {repeated}";
            default:
                return node;
        }
    }

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
