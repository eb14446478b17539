using System;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebRun.Json;

/// <summary>Reads a value that is documented as text as what it is: a string as its text, anything else as its JSON.</summary>
internal sealed class AnyTextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.ValueKind == JsonValueKind.String ? value.RootElement.AsText() : value.RootElement.GetRawText();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Reads a number, also out of a text; anything else as none. A side figure that is odd must not cost a result that was paid for.</summary>
internal sealed class AnyNumberConverter : JsonConverter<double?>
{
    public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        var text = value.RootElement.ValueKind switch
        {
            JsonValueKind.Number => value.RootElement.GetRawText(),
            JsonValueKind.String => value.RootElement.AsText(),
            _ => null,
        };
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15 ? number : null;
    }

    public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options) => writer.WriteNumberValue(value ?? 0);
}
