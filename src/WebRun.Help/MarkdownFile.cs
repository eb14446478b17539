using System.Collections.Generic;
using System.IO;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace WebRun.Help;

/// <summary>A Markdown file as the tree of its headings.</summary>
/// <param name="Path">The file.</param>
/// <param name="Root">What is under its one first-level heading.</param>
internal sealed record MarkdownFile(string Path, MarkdownSection Root)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePreciseSourceLocation().Build();

    /// <exception cref="MarkdownException">It does not begin with a first-level heading, or has two.</exception>
    public static MarkdownFile Read(string path)
    {
        var open = new Stack<MarkdownSection>();
        MarkdownSection? root = null;
        foreach (var block in Markdown.Parse(File.ReadAllText(path), Pipeline))
        {
            var line = block.Line + 1;
            if (block is HeadingBlock heading)
            {
                var section = new MarkdownSection(path, PlainText.Of(path, heading.Inline), heading.Level, line);
                while (open.TryPeek(out var above) && above.Level >= section.Level)
                {
                    open.Pop();
                }

                if (open.TryPeek(out var parent))
                {
                    parent.Children.Add(section);
                }
                else if (root is null && section.Level == 1)
                {
                    root = section;
                }
                else
                {
                    throw new MarkdownException(path, line, "A file needs exactly one first-level heading, and everything else below it.");
                }

                open.Push(section);
            }
            else if (block is not (YamlFrontMatterBlock or LinkReferenceDefinitionGroup))
            {
                (open.TryPeek(out var section) ? section : throw new MarkdownException(path, line, "The file has text before the first heading.")).Blocks.Add(block);
            }
        }

        return new MarkdownFile(path, root ?? throw new MarkdownException(path, 1, "The file has no heading."));
    }
}
