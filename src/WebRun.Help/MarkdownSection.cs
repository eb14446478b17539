using System;
using System.Collections.Generic;
using System.Linq;
using Markdig.Syntax;

namespace WebRun.Help;

/// <summary>A heading with its content.</summary>
/// <param name="Path">The file.</param>
/// <param name="Title">The heading's text.</param>
/// <param name="Level">Its level, from 1.</param>
/// <param name="Line">Its line, from 1.</param>
internal sealed record MarkdownSection(string Path, string Title, int Level, int Line)
{
    /// <summary>The text, up to the first heading below.</summary>
    public List<Block> Blocks { get; } = [];

    /// <summary>The headings below.</summary>
    public List<MarkdownSection> Children { get; } = [];

    /// <summary>The heading of that title directly below.</summary>
    /// <exception cref="MarkdownException">The section does not exist.</exception>
    public MarkdownSection Child(string title) =>
        Children.Find(child => string.Equals(child.Title, title, StringComparison.Ordinal)) ?? throw Wrong($"'{Title}' has no section '{title}'.");

    /// <summary>The text as paragraphs.</summary>
    public IReadOnlyList<string> Text() => TextOf(Blocks);

    /// <summary>Blocks as paragraphs.</summary>
    public IReadOnlyList<string> TextOf(IEnumerable<Block> blocks) => [.. blocks.SelectMany(block => PlainText.Paragraphs(Path, block))];

    /// <summary>The content of a fenced block.</summary>
    public static string Code(LeafBlock block) => block.Lines.ToString().TrimEnd();

    /// <summary>An error at the heading.</summary>
    public MarkdownException Wrong(string message) => new(Path, Line, message);
}
