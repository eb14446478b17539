using System;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using WebRun.Models;

namespace WebRun.Protocol;

/// <summary>What stands in an answer that cannot be read to its end.</summary>
internal static class PartialAnswer
{
    private static readonly Regex SessionIdField = new("\"sessionId\"\\s*:\\s*\"(?<id>[^\"]*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>The session that it names, so that it can be ended; null for none.</summary>
    public static string? SessionId(ReadOnlyMemory<byte> part)
    {
        var named = Field(part, "sessionId") ?? InText(part);
        return ServiceAddress.IsId(named) ? named : null;
    }

    /// <summary>The task that it names; null for none.</summary>
    public static string? TaskId(ReadOnlyMemory<byte> part) => Field(part, "taskId") is { } named && ServiceAddress.IsId(named) ? named : null;

    /// <summary>A field of the answer itself, or of the result in it, if its value is there to its end.</summary>
    private static string? Field(ReadOnlyMemory<byte> part, string name)
    {
        var reader = new Utf8JsonReader(ServiceResponse.WithoutMark(part).Span, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = int.MaxValue }));
        try
        {
            var isInResult = false;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth > (isInResult ? 2 : 1))
                {
                    continue;
                }

                isInResult = reader.CurrentDepth == 1 ? reader.ValueTextEquals("result") : isInResult;
                if (reader.ValueTextEquals(name) && reader.Read() && reader.TokenType == JsonTokenType.String)
                {
                    return reader.GetString();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It is not JSON, or not valid Unicode, from here on.
        }

        return null;
    }

    private static string InText(ReadOnlyMemory<byte> part)
    {
        var start = Encoding.UTF8.GetString(part.Slice(0, Math.Min(part.Length, 4096)).ToArray());
        return SessionIdField.Match(start).Groups["id"].Value;
    }
}
