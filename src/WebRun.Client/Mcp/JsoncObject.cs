using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace WebRun.Mcp;

/// <summary>An object of a JSON text with comments, by its positions in the text.</summary>
internal sealed class JsoncObject
{
    /// <summary>Accepts what VS Code and Cursor accept.</summary>
    public static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Allow, AllowTrailingCommas = true, MaxDepth = 1000 };

    private JsoncObject(int open, int close, List<JsoncMember> members) => (Open, Close, Members) = (open, close, members);

    /// <summary>The position of its opening brace.</summary>
    public int Open { get; }

    /// <summary>The position of its closing brace.</summary>
    public int Close { get; }

    public IReadOnlyList<JsoncMember> Members { get; }

    /// <summary>The last member; null if there is none.</summary>
    public JsoncMember? Last => Members.Count > 0 ? Members[Members.Count - 1] : null;

    /// <summary>The member with a name; if there are several, the last one, which the clients use.</summary>
    public JsoncMember? this[string name] => Members.LastOrDefault(member => member.Name == name);

    /// <summary>Reads the object that begins at a position of a valid text.</summary>
    /// <exception cref="JsonException">A name in it is not valid Unicode.</exception>
    public static JsoncObject At(byte[] text, int open)
    {
        var reader = new Utf8JsonReader(text.AsSpan(open), Options);
        var members = new List<JsoncMember>();
        Next(ref reader);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            var (name, nameStart) = (Name(ref reader), open + (int)reader.TokenStartIndex);
            var isObject = Next(ref reader) == JsonTokenType.StartObject;
            var valueStart = open + (int)reader.TokenStartIndex;
            reader.Skip();
            members.Add(new JsoncMember(name, nameStart, isObject, valueStart, open + (int)reader.BytesConsumed));
        }

        return new JsoncObject(open, open + (int)reader.TokenStartIndex, members);
    }

    /// <summary>Skips white space and comments.</summary>
    /// <returns>Where the last comment ends, or the start; and where the next token begins, or the text's end.</returns>
    public static (int CommentEnd, int Token) PassTrivia(string text, int start)
    {
        var (commentEnd, at) = (start, start);
        while (at < text.Length && text[at] is ' ' or '\t' or '\r' or '\n' or '/')
        {
            if (text[at] == '/')
            {
                at = text[at + 1] == '*' ? text.IndexOf("*/", at + 2, StringComparison.Ordinal) + 2 : EndOfLine(text, at);
                commentEnd = at;
            }
            else
            {
                at++;
            }
        }

        return (commentEnd, at);
    }

    private static int EndOfLine(string text, int at) => text.IndexOfAny(['\r', '\n'], at) is var end and >= 0 ? end : text.Length;

    private static string Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A name in it is not valid Unicode.", e);
        }
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.Comment)
        {
        }

        return reader.TokenType;
    }
}

/// <summary>A member of an object, by its positions in the text.</summary>
internal sealed record JsoncMember(string Name, int NameStart, bool IsObject, int ValueStart, int ValueEnd);
