using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebRun.Mcp;

/// <summary>A JSON text with comments whose members can be set and removed while every other byte stays unchanged.</summary>
/// <remarks>Not accepted, though VS Code does: a comment between a name and its colon.</remarks>
internal sealed class JsoncDocument
{
    // One character per byte, so that the reader's positions are those of the text, and bytes that are not UTF-8 are kept too.
    private static readonly Encoding Latin1 = Encoding.GetEncoding(28591);
    private const string Bom = "\u00ef\u00bb\u00bf";
    private readonly byte[] _bytes;
    private readonly string _text;
    private readonly bool _hasBom;
    private readonly JsoncObject? _root;

    private JsoncDocument(string text, bool hasBom)
    {
        (_text, _hasBom, _bytes) = (text, hasBom, Latin1.GetBytes(text));
        var open = JsoncObject.PassTrivia(text, 0).Token;
        _root = open < text.Length ? JsoncObject.At(_bytes, open) : null;
    }

    /// <summary>Reads a file's bytes. An empty one, or one of comments only, is a document without members.</summary>
    /// <exception cref="JsonException">It is not JSON, even with comments and trailing commas, or its root is not an object.</exception>
    public static JsoncDocument Parse(byte[] file)
    {
        var hasBom = file.AsSpan().StartsWith(Latin1.GetBytes(Bom));
        var text = Latin1.GetString(file).Substring(hasBom ? Bom.Length : 0);
        if (!text.All(c => c is ' ' or '\t' or '\r' or '\n'))
        {
            Validate(Latin1.GetBytes(text));
        }

        return new JsoncDocument(text, hasBom);
    }

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes() => Latin1.GetBytes((_hasBom ? Bom : "") + _text);

    /// <summary>The member at a path of names; null if there is none.</summary>
    public JsoncMember? Find(params string[] path) => Locate(path)?.Member;

    /// <summary>Sets a member's value, and adds the member, and the objects on the way to it, where they are missing.</summary>
    /// <exception cref="JsonException">Something on the way is not an object.</exception>
    public JsoncDocument Set(JsonNode value, params string[] path)
    {
        var target = _root;
        if (target is null)
        {
            return new JsoncDocument((_text.Length == 0 || _text.EndsWith("\n", StringComparison.Ordinal) ? _text : _text + "\n") + "{}\n", _hasBom).Set(value, path);
        }

        for (var depth = 0; depth < path.Length; depth++)
        {
            if (target[path[depth]] is not { } member)
            {
                return Insert(target, path[depth], path.Skip(depth + 1).Reverse().Aggregate(value.DeepClone(), (inner, name) => new JsonObject { [name] = inner }));
            }

            if (depth == path.Length - 1)
            {
                return Replace(target, member, value);
            }

            target = member.IsObject ? JsoncObject.At(_bytes, member.ValueStart) : throw new JsonException($"'{path[depth]}' is not an object.");
        }

        return this;
    }

    /// <summary>Removes all members with a name. If there are none, the document stays unchanged.</summary>
    public JsoncDocument Remove(params string[] path) => Locate(path) is var (target, member) ? Delete(target, member).Remove(path) : this;

    private static void Validate(byte[] text)
    {
        var reader = new Utf8JsonReader(text, JsoncObject.Options);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.Comment))
            {
                throw new JsonException("Its top-level value is not an object.");
            }
        }
    }

    private (JsoncObject Target, JsoncMember Member)? Locate(string[] path)
    {
        var target = _root;
        foreach (var name in path.Take(path.Length - 1))
        {
            target = target?[name] is { IsObject: true } next ? JsoncObject.At(_bytes, next.ValueStart) : null;
        }

        return target?[path[path.Length - 1]] is { } member ? (target, member) : null;
    }

    private JsoncDocument Replace(JsoncObject target, JsoncMember member, JsonNode value)
    {
        var style = new JsoncStyle(_text, _root!);
        var written = style.IsInline(target) ? JsoncStyle.Compact(value) : style.Pretty(value, style.Indent(member.NameStart));
        return Edit((member.ValueStart, member.ValueEnd, Bytewise(written)));
    }

    private JsoncDocument Insert(JsoncObject target, string name, JsonNode value)
    {
        var style = new JsoncStyle(_text, _root!);
        var last = target.Last;
        var (contentEnd, next) = JsoncObject.PassTrivia(_text, last?.ValueEnd ?? target.Open + 1);
        var endsWithComma = _text[next] == ',';
        if (endsWithComma)
        {
            // If comments follow the comma, the new member comes after them.
            contentEnd = JsoncObject.PassTrivia(_text, next + 1).CommentEnd;
        }

        var comma = last is null || endsWithComma ? "" : ",";
        var trailing = endsWithComma ? "," : "";
        var quoted = JsoncStyle.Compact(JsonValue.Create(name)) + ":";
        if (style.IsInline(target))
        {
            var member = (last is null ? "" : style.Gap) + quoted + style.Gap + JsoncStyle.Compact(value) + trailing;
            return Edit((last?.ValueEnd ?? contentEnd, last?.ValueEnd ?? contentEnd, comma), (contentEnd, contentEnd, Bytewise(member)));
        }

        var indent = style.IndentIn(target);
        var line = style.NewLine + indent + Bytewise(quoted + " " + style.Pretty(value, indent) + trailing);
        var closesOnItsOwnLine = _text.IndexOf('\n', contentEnd, target.Close - contentEnd) >= 0;
        return Edit(
            (last?.ValueEnd ?? contentEnd, last?.ValueEnd ?? contentEnd, comma),
            closesOnItsOwnLine ? (contentEnd, contentEnd, line) : (contentEnd, target.Close, line + style.NewLine + style.Indent(target.Open)));
    }

    private JsoncDocument Delete(JsoncObject target, JsoncMember member)
    {
        var (start, end) = (member.NameStart, member.ValueEnd);
        var edits = new List<(int, int, string)>();
        var (commentEnd, next) = JsoncObject.PassTrivia(_text, end);
        if (_text[next] == ',' && commentEnd == end)
        {
            end = next + 1;
        }
        else if (_text[next] == ',')
        {
            edits.Add((next, next + 1, ""));
        }
        else if (target.Members.LastOrDefault(other => other.ValueEnd < start) is { } previous)
        {
            var comma = JsoncObject.PassTrivia(_text, previous.ValueEnd).Token;
            edits.Add((comma, comma + 1, ""));
        }

        edits.Add(WithWhiteSpace(start, end));
        var left = Edit([.. edits]);
        var emptied = JsoncObject.At(left._bytes, target.Open);
        return string.IsNullOrWhiteSpace(left._text.Substring(emptied.Open + 1, emptied.Close - emptied.Open - 1))
            ? left.Edit((emptied.Open + 1, emptied.Close, ""))
            : left;
    }

    /// <summary>Extends a span to whole lines if nothing else is on them, otherwise to the spaces on one of its sides.</summary>
    private (int Start, int End, string Text) WithWhiteSpace(int start, int end)
    {
        var (before, after) = (start, end);
        while (_text[before - 1] is ' ' or '\t')
        {
            before--;
        }

        while (_text[after] is ' ' or '\t')
        {
            after++;
        }

        if (_text[before - 1] != '\n')
        {
            return (before, end, "");
        }

        return _text[after] is '\r' or '\n'
            ? (before - (before > 1 && _text[before - 2] == '\r' ? 2 : 1), after, "")
            : (start, after, "");
    }

    private JsoncDocument Edit(params (int Start, int End, string Text)[] edits)
    {
        var (text, at) = (new StringBuilder(), 0);
        foreach (var (start, end, inserted) in edits.OrderBy(edit => edit.Start))
        {
            text.Append(_text, at, start - at).Append(inserted);
            at = end;
        }

        return new JsoncDocument(text.Append(_text, at, _text.Length - at).ToString(), _hasBom);
    }

    private static string Bytewise(string text) => Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
