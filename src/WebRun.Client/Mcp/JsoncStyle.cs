using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebRun.Mcp;

/// <summary>The layout of a JSON text, so that additions look the same.</summary>
internal sealed class JsoncStyle
{
    private const string UnitOfTheWriter = "  ";
    private readonly string _text;
    private readonly string _unit;

    public JsoncStyle(string text, JsoncObject root)
    {
        _text = text;
        NewLine = text.IndexOf('\n') is var end and > 0 && text[end - 1] == '\r' ? "\r\n" : "\n";
        var indent = root.Members.Where(member => StartsItsLine(member.NameStart)).Select(member => Indent(member.NameStart)).FirstOrDefault() ?? "";
        _unit = indent.Length > Indent(root.Open).Length ? indent.Substring(Indent(root.Open).Length) : UnitOfTheWriter;
        Gap = root.Members.Count > 0 && text[root.Members[0].ValueStart - 1] != ' ' ? "" : " ";
        IsOneLine = root.Members.Count > 0 && text.IndexOf('\n') < 0;
    }

    public string NewLine { get; }

    /// <summary>What follows a colon or a comma within a line.</summary>
    public string Gap { get; }

    /// <summary>Whether the whole document is in one line.</summary>
    public bool IsOneLine { get; }

    /// <summary>Whether an object is in one line.</summary>
    public bool IsInline(JsoncObject target) => target.Members.Count == 0 ? IsOneLine : _text.IndexOf('\n', target.Open, target.Close - target.Open) < 0;

    /// <summary>The white space at the start of a position's line.</summary>
    public string Indent(int place)
    {
        var start = _text.LastIndexOf('\n', Math.Max(0, place - 1)) + 1;
        var end = start;
        while (end < place && _text[end] is ' ' or '\t')
        {
            end++;
        }

        return _text.Substring(start, end - start);
    }

    /// <summary>The indentation of a new member.</summary>
    public string IndentIn(JsoncObject target) =>
        target.Members.LastOrDefault(member => StartsItsLine(member.NameStart)) is { } sibling ? Indent(sibling.NameStart) : Indent(target.Open) + _unit;

    /// <summary>A value in one line.</summary>
    public static string Compact(JsonNode value) => Write(value, isIndented: false);

    /// <summary>A value over several lines, indented from its position.</summary>
    public string Pretty(JsonNode value, string indent) => string.Join(
        NewLine + indent,
        Write(value, isIndented: true).Split('\n').Select(line => line.TrimEnd('\r')).Select(line =>
        {
            var inner = line.TrimStart(' ');
            return string.Concat(Enumerable.Repeat(_unit, (line.Length - inner.Length) / UnitOfTheWriter.Length)) + inner;
        }));

    private static string Write(JsonNode value, bool isIndented)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Indented = isIndented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            value.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(json.ToArray());
    }

    private bool StartsItsLine(int place) => place > 0 && place - Indent(place).Length is var start && (start == 0 || _text[start - 1] == '\n');
}
