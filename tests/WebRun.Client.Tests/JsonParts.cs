using System;
using System.Collections.Generic;
using System.Text.Json;

namespace WebRun.Client.Tests;

/// <summary>Where in a JSON text its values and its fields (name and value) stand, as far as it can be read. The digits before a frame's JSON are no part of it.</summary>
internal sealed class JsonParts
{
    public JsonParts(ReadOnlySpan<byte> json)
    {
        var open = new Stack<(int Name, int Start)>();
        var begin = json.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is var found and >= 0 ? found : json.Length;
        var reader = new Utf8JsonReader(json[begin..], new JsonReaderOptions { MaxDepth = int.MaxValue });
        var name = -1;
        try
        {
            while (reader.Read())
            {
                var (start, end) = (begin + (int)reader.TokenStartIndex, begin + (int)reader.BytesConsumed);
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = start;
                        continue;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push((name, start));
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        Add(open.Pop(), end);
                        break;
                    default:
                        Add((name, start), end);
                        break;
                }

                name = -1;
            }
        }
        catch (JsonException)
        {
            // What an earlier change has broken ends here.
            return;
        }
    }

    public List<Range> Values { get; } = [];

    public List<Range> Fields { get; } = [];

    private void Add((int Name, int Start) begin, int end)
    {
        Values.Add(begin.Start..end);
        if (begin.Name >= 0)
        {
            Fields.Add(begin.Name..end);
        }
    }
}
