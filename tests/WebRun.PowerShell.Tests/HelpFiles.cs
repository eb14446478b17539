using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Markdig.Syntax;
using WebRun.Help;

namespace WebRun.PowerShell.Tests;

/// <summary>The help as people write it: the Markdown that the build compiles.</summary>
internal static class HelpFiles
{
    private static readonly string[] Files = [.. Directory.GetFiles(Path.Combine(Engine.Repository, "module", "docs", "en-US"), "*.md").Order(StringComparer.Ordinal)];

    /// <summary>The help of each command.</summary>
    public static IReadOnlyDictionary<string, CommandHelp> Commands { get; } =
        Files.Where(path => !IsAbout(path)).Select(path => CommandHelpReader.Read(MarkdownFile.Read(path))).ToDictionary(help => help.Name, StringComparer.Ordinal);

    /// <summary>The names of the conceptual topics.</summary>
    public static IReadOnlyList<string> Topics { get; } = [.. Files.Where(IsAbout).Select(path => Path.GetFileNameWithoutExtension(path))];

    /// <summary>Every example of a command and every block of a topic, by where it stands.</summary>
    public static IReadOnlyDictionary<string, string> Examples { get; } =
        Commands.Values.SelectMany(help => help.Examples.Select(example => ($"{help.Name}, {example.Title}", example.Code)))
            .Concat(Files.Where(IsAbout).SelectMany(path => BlocksOf(path)))
            .ToDictionary(item => item.Item1, item => item.Item2, StringComparer.Ordinal);

    /// <summary>The blocks of PowerShell in a Markdown file, in order, each under the heading that it stands under.</summary>
    public static IEnumerable<(string Title, string Code)> BlocksOf(string path)
    {
        return Of(MarkdownFile.Read(path).Root).Select((block, index) => ($"{Path.GetFileNameWithoutExtension(path)}, {block.Title}, block {index + 1}", block.Code));

        static IEnumerable<(string Title, string Code)> Of(MarkdownSection section) =>
            section.Blocks.OfType<FencedCodeBlock>().Where(code => code.Info == "powershell").Select(code => (section.Title, MarkdownSection.Code(code)))
                .Concat(section.Children.SelectMany(Of));
    }

    private static bool IsAbout(string path) => Path.GetFileName(path).StartsWith(HelpCompiler.AboutPrefix, StringComparison.Ordinal);
}
