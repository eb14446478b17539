using System;
using System.IO;
using System.Text.Json;

namespace WebRun.Schemas;

/// <summary>Parses JSON that may be nested to any depth. What lies deeper than any field that we know is left out, because a parsed document takes time by the square of its depth.</summary>
internal static class DeepJson
{
    // Less than what JsonDocument reads by default.
    private const int MaxDepth = 60;

    /// <summary>Parses a value. What is nested too deep is null in it.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return ParseShallow(json);
        }
        catch (JsonException)
        {
            return ParseShallow(WithoutDepths(json.Span));
        }
    }

    private static JsonElement ParseShallow(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private static byte[] WithoutDepths(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        using var kept = new MemoryStream();
        var done = 0;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth >= MaxDepth)
            {
                Keep(json[done..(int)reader.TokenStartIndex]);
                reader.Skip();
                Keep("null"u8);
                done = (int)reader.BytesConsumed;
            }
        }

        Keep(json[done..]);
        return kept.ToArray();

        void Keep(ReadOnlySpan<byte> part)
        {
            var bytes = part.ToArray();
            kept.Write(bytes, 0, bytes.Length);
        }
    }
}
