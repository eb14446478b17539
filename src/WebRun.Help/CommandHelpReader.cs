using System;
using System.IO;
using System.Linq;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace WebRun.Help;

/// <summary>Reads the help of a command out of Markdown in the layout of PlatyPS.</summary>
internal static class CommandHelpReader
{
    private const string DefaultMark = " (Default)";
    private const string CommonParameters = "CommonParameters";
    private static readonly string[] Sections = ["SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    /// <exception cref="MarkdownException">The layout is different.</exception>
    public static CommandHelp Read(MarkdownFile file)
    {
        var root = file.Root;
        if (root.Title != Path.GetFileNameWithoutExtension(file.Path))
        {
            throw root.Wrong($"The heading is '{root.Title}', but the file has another name.");
        }

        var titles = root.Children.Select(child => child.Title).ToList();
        if (!titles.SequenceEqual(Sections, StringComparer.Ordinal))
        {
            throw root.Wrong($"The sections are {string.Join(", ", titles)}; they have to be {string.Join(", ", Sections)}.");
        }

        return new CommandHelp(
            root.Title,
            string.Join(' ', root.Child("SYNOPSIS").Text()),
            Syntax(root.Child("SYNTAX")),
            root.Child("DESCRIPTION").Text(),
            [.. root.Child("EXAMPLES").Children.Select(Example)],
            [.. root.Child("PARAMETERS").Children.Where(child => child.Title != CommonParameters).Select(Parameter)],
            Types(root.Child("INPUTS")),
            Types(root.Child("OUTPUTS")),
            root.Child("NOTES").Text(),
            Links(root.Child("RELATED LINKS")));
    }

    private static SyntaxHelp[] Syntax(MarkdownSection section) => section.Children.Count == 0
        ? [new SyntaxHelp(ParameterAttributes.AllSets, IsDefault: false, OnlyCode(section))]
        : [.. section.Children.Select(child => child.Title.EndsWith(DefaultMark, StringComparison.Ordinal)
            ? new SyntaxHelp(child.Title[..^DefaultMark.Length], IsDefault: true, OnlyCode(child))
            : new SyntaxHelp(child.Title, IsDefault: false, OnlyCode(child)))];

    private static ExampleHelp Example(MarkdownSection section) =>
        section.Blocks is [FencedCodeBlock { Info: "powershell" } code, ..]
            ? new ExampleHelp(section.Title, MarkdownSection.Code(code), section.TextOf(section.Blocks.Skip(1)), section.Line)
            : throw section.Wrong("An example begins with a block ```powershell.");

    private static ParameterHelp Parameter(MarkdownSection section)
    {
        if (!section.Title.StartsWith('-'))
        {
            throw section.Wrong("A parameter's heading begins with a dash.");
        }

        var blocks = section.Blocks.OfType<FencedCodeBlock>().Where(code => code.Info == "yaml").ToList();
        return new ParameterHelp(section.Title[1..], section.TextOf(section.Blocks.Except(blocks)), [.. blocks.Select(block => Attributes(section, block))]);
    }

    private static ParameterAttributes Attributes(MarkdownSection section, FencedCodeBlock block)
    {
        try
        {
            return ParameterAttributes.Parse(MarkdownSection.Code(block));
        }
        catch (FormatException e)
        {
            throw new MarkdownException(section.Path, block.Line + 1, e.Message);
        }
    }

    private static TypeHelp[] Types(MarkdownSection section) => [.. section.Children.Select(child => new TypeHelp(child.Title, child.Text()))];

    private static string[] Links(MarkdownSection section) =>
        [.. section.Blocks.SelectMany(block => (block as ParagraphBlock)?.Inline ?? throw section.Wrong("Related links are paragraphs of links."))
            .OfType<LinkInline>().Select(link => PlainText.Of(section.Path, link))];

    private static string OnlyCode(MarkdownSection section) =>
        section.Blocks is [FencedCodeBlock code] ? MarkdownSection.Code(code) : throw section.Wrong("A syntax is one block of code.");
}
