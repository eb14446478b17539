using System.Collections.Generic;
using System.Linq;
using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace WebRun.Help;

/// <summary>Markdown as the plain text that a console shows.</summary>
internal static class PlainText
{
    private const string Bullet = "- ";

    /// <summary>A block as paragraphs: each item of a list is one, and so is a piece of code with its line breaks.</summary>
    /// <exception cref="MarkdownException">Help cannot show this kind of block.</exception>
    public static IEnumerable<string> Paragraphs(string path, Block block) => block switch
    {
        ParagraphBlock paragraph => [Of(path, paragraph.Inline)],
        ListBlock { IsOrdered: false } list => list.Cast<ListItemBlock>().Select(item => Bullet + OnlyParagraph(path, item)),
        CodeBlock code => [MarkdownSection.Code(code)],
        _ => throw new MarkdownException(path, block.Line + 1, $"Help cannot show a {block.GetType().Name}."),
    };

    /// <summary>Text with its marks taken off.</summary>
    /// <exception cref="MarkdownException">It holds something that help cannot show, such as a picture.</exception>
    public static string Of(string path, ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines ?? [])
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                LineBreakInline => " ",
                LinkInline { IsImage: false } link => Of(path, link),
                AutolinkInline link => link.Url,
                EmphasisInline emphasis => Of(path, emphasis),
                _ => throw new MarkdownException(path, inline.Line + 1, $"Help cannot show a {inline.GetType().Name}; write < and [ in text as code."),
            });
        }

        return text.ToString();
    }

    private static string OnlyParagraph(string path, ListItemBlock item) =>
        item is [ParagraphBlock paragraph]
            ? Of(path, paragraph.Inline)
            : throw new MarkdownException(path, item.Line + 1, "An item of a list must be one paragraph.");
}
