using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Markdig.Syntax;

namespace WebRun.Help;

/// <summary>Writes a conceptual topic as the text that Get-Help shows.</summary>
internal static class AboutText
{
    private const int Width = 80;
    private const string Indent = "    ";

    /// <exception cref="MarkdownException">The topic has no short description, or its heading is not the name of its file.</exception>
    public static string From(MarkdownFile file)
    {
        if (file.Root.Title != Path.GetFileNameWithoutExtension(file.Path))
        {
            throw file.Root.Wrong($"The heading is '{file.Root.Title}', but the file has another name.");
        }

        // Lists of topics take the line after this title.
        _ = file.Root.Child("Short description");

        var text = new StringBuilder().Append("TOPIC\n").Append(Indent).Append(file.Root.Title).Append('\n');
        foreach (var section in file.Root.Children)
        {
            Write(text, section);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, MarkdownSection section)
    {
        text.Append('\n').Append(section.Level == 2 ? section.Title.ToUpperInvariant() : $"  {section.Title}").Append('\n');
        var isFirst = true;
        foreach (var block in section.Blocks)
        {
            text.Append(isFirst ? "" : "\n").AppendJoin('\n', Lines(section, block)).Append('\n');
            isFirst = false;
        }

        section.Children.ForEach(child => Write(text, child));
    }

    private static IEnumerable<string> Lines(MarkdownSection section, Block block) =>
        PlainText.Paragraphs(section.Path, block).SelectMany(paragraph => block switch
        {
            CodeBlock => paragraph.Split('\n').Select(line => line.Length == 0 ? "" : Indent + Indent + line),
            ListBlock => Wrap(paragraph, Indent, Indent + "  "),
            _ => Wrap(paragraph, Indent, Indent),
        });

    private static IEnumerable<string> Wrap(string paragraph, string first, string further)
    {
        var line = new StringBuilder(first);
        var isEmpty = true;
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > Width)
            {
                yield return line.ToString();
                line.Clear().Append(further);
                isEmpty = true;
            }

            line.Append(isEmpty ? "" : " ").Append(word);
            isEmpty = false;
        }

        yield return line.ToString();
    }
}
