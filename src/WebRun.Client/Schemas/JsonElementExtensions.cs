using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace WebRun.Schemas;

/// <summary>Reads JSON of any shape: anything unexpected counts as missing.</summary>
internal static class JsonElementExtensions
{
    /// <summary>A field of an object; undefined if there is none.</summary>
    public static JsonElement Field(this JsonElement json, string name)
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;
        }
        catch (InvalidOperationException)
        {
            // Another field's name is not valid Unicode.
            return FieldAmongInvalid(json, name);
        }
    }

    /// <summary>The fields of an object, without those whose name is not valid Unicode, such as half an emoji.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Fields(this JsonElement json) =>
        json.EnumerateObject().Select(field => (Name: NameOf(field), field.Value)).Where(field => field.Name is not null)!;

    /// <summary>A field of an object that is a text.</summary>
    public static string? Text(this JsonElement json, string name) =>
        json.Field(name) is { ValueKind: JsonValueKind.String } value ? value.AsText() : null;

    /// <summary>A field that is documented as text: the text, or its JSON if it is something else; null if there is none.</summary>
    public static string? AnyText(this JsonElement json, string name)
    {
        var value = json.Field(name);
        return value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String => value.AsText(),
            _ => value.GetRawText(),
        };
    }

    /// <summary>A text value; if it is not valid Unicode, such as half an emoji, its JSON.</summary>
    public static string AsText(this JsonElement text)
    {
        try
        {
            return text.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText().Trim('"');
        }
    }

    /// <summary>A field of an object that is a number.</summary>
    public static double? Number(this JsonElement json, string name) =>
        json.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) ? number : null;

    /// <summary>A number, also from text; null for anything else. An odd secondary figure must not cost a result that was paid for.</summary>
    public static double? AnyNumber(this JsonElement json, string name)
    {
        var value = json.Field(name);
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.AsText(),
            _ => null,
        };
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15 ? number : null;
    }

    /// <summary>The objects in an array.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? json.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object) : [];

    // Apart, because the function that finds it would cost every call an allocation.
    private static JsonElement FieldAmongInvalid(JsonElement json, string name) => json.Fields().LastOrDefault(field => field.Name == name).Value;

    private static string? NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
