using System;
using System.Text;
using System.Text.Json;

namespace WebRun.Schemas;

/// <summary>Finds the one JSON value in an answer as agents write them: with words around it, in a fence, with a comma after the last item.</summary>
internal static class OneJson
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The object or array in the answer; undefined if it has none.</summary>
    /// <exception cref="JsonException">It has two, or one that is cut off or broken. What stands inside such a one is not taken for the whole.</exception>
    public static JsonElement Find(string answer)
    {
        var text = Encode(answer);
        var found = default(JsonElement);
        var level = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is (byte)'}' or (byte)']')
            {
                level--;
            }
            else if (text[at] is (byte)'{' or (byte)'[')
            {
                var length = LengthOf(text.AsSpan(at));
                if (length == 0)
                {
                    level++;
                    continue;
                }

                if (found.ValueKind != JsonValueKind.Undefined)
                {
                    throw new JsonException("It has two values, and does not say which one counts.");
                }

                MustBeClosed(level);
                using var document = JsonDocument.Parse(text.AsMemory(at, length), new JsonDocumentOptions { AllowTrailingCommas = true });
                found = document.RootElement.Clone();
                at += length - 1;
            }
        }

        MustBeClosed(level);
        return found;
    }

    private static void MustBeClosed(int level)
    {
        if (level != 0)
        {
            throw new JsonException("Its brackets do not match.");
        }
    }

    /// <summary>How long the value is that begins with this bracket; 0 for a bracket among words.</summary>
    /// <exception cref="JsonException">It begins as a value, but does not end as one.</exception>
    private static int LengthOf(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { AllowTrailingCommas = true }));
        reader.Read();
        var isValue = false;
        try
        {
            do
            {
                isValue = reader.Read() ? true : throw new JsonException("It is cut off.");
            }
            while (reader.CurrentDepth > 0);
        }
        catch (JsonException) when (!isValue)
        {
            return 0;
        }

        return (int)reader.BytesConsumed;
    }

    private static byte[] Encode(string answer)
    {
        try
        {
            return Utf8.GetBytes(answer);
        }
        catch (EncoderFallbackException e)
        {
            throw new JsonException("The text is not valid Unicode.", e);
        }
    }
}
