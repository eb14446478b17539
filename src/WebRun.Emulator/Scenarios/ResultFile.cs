using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using WebRun.Emulator.Settings;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Scenarios;

/// <summary>A file that a task produces.</summary>
internal sealed record ResultFile
{
    /// <summary>Its name as the result gives it, whatever it is; null leaves the name out.</summary>
    public string? Name { get; init; }

    /// <summary>Bytes; null is one line.</summary>
    public long? Size { get; init; }

    /// <summary>Whether the downloadUrl is on another host than the service.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Whether the download does not say beforehand how long it is.</summary>
    public bool IsChunked { get; init; }

    /// <summary>A downloadUrl that is given as it is, and leads wherever it leads.</summary>
    public string? Url { get; init; }
}

/// <summary>Reads the files of a task from its directive: a number, names, or JSON if a name is not plain.</summary>
internal static class ResultFileText
{
    private const int Most = 100;
    private static readonly string[] Known = ["name", "size", "foreign", "chunked", "url"];

    /// <summary>The files; null if the text cannot be read.</summary>
    public static IReadOnlyList<ResultFile>? Read(string text)
    {
        var files = text switch
        {
            "" => null,
            ['[', ..] => ReadJson(text),
            _ when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) => Numbered(count),
            _ => [.. text.Split(',', StringSplitOptions.TrimEntries).Select(ReadName)],
        };
        return files?.Count <= Most ? files : null;
    }

    private static List<ResultFile>? Numbered(int count) => count > Most ? null
        : [.. Enumerable.Range(1, count).Select(number => new ResultFile { Name = string.Create(CultureInfo.InvariantCulture, $"file-{number}.txt") })];

    // A colon is before a size only if what follows is one: C:\x is a name.
    private static ResultFile ReadName(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon >= 0 && SizeText.TryParse(text[(colon + 1)..], out var size)
            ? new ResultFile { Name = text[..colon], Size = size }
            : new ResultFile { Name = text };
    }

    private static List<ResultFile>? ReadJson(string text)
    {
        try
        {
            return [.. JsonFields.Parse(text)!.AsArray().Select(item => ReadObject(new JsonFields(item as JsonObject ?? new JsonObject { ["name"] = item?.DeepClone() })))];
        }
        catch (Refusal)
        {
            return null;
        }
    }

    private static ResultFile ReadObject(JsonFields fields) => new()
    {
        Name = fields.Names.All(name => Known.Contains(name, StringComparer.Ordinal)) ? fields.Text("name") : throw fields.Invalid("files", "has an unknown field"),
        Size = fields.Text("size") is not { } size ? null : SizeText.TryParse(size, out var bytes) ? bytes : throw fields.Invalid("size", "is not a size"),
        IsForeign = fields.Flag("foreign") ?? false,
        IsChunked = fields.Flag("chunked") ?? false,
        Url = fields.Text("url"),
    };
}
