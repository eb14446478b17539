using System;
using System.IO;
using WebRun.Help;

namespace WebRun.PowerShell.Tests;

/// <summary>What the compiler of the help does with Markdown that it does not understand: it names the line.</summary>
public sealed class HelpCompilerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-help-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("about_X.md", "# about_X\n\n## Short description\n\nText.\n\n> quote\n", 7)]
    [InlineData("about_X.md", "# about_X\n\n## Long description\n\nText.\n", 1)]
    [InlineData("about_X.md", "# about_Y\n\n## Short description\n\nText.\n", 1)]
    [InlineData("about_X.md", "# about_X\n\n## Short description\n\n![picture](x.png)\n", 5)]
    [InlineData("about_X.md", "# about_X\n\n## Short description\n\nText.\n\n# Another\n", 7)]
    [InlineData("about_X.md", "Text.\n", 1)]
    [InlineData("about_X.md", "", 1)]
    [InlineData("Get-X.md", "---\nschema: 2.0.0\n---\n\n# Get-X\n\n## SYNOPSIS\n\nText.\n", 5)]
    [InlineData("Get-X.md", "# Get-X\n## SYNOPSIS\n## SYNTAX\n## DESCRIPTION\n## EXAMPLES\n## PARAMETERS\n## INPUTS\n## OUTPUTS\n## NOTES\n## RELATED LINKS\n", 3)]
    [InlineData("Get-X.md", "# Get-X\n## SYNOPSIS\n## SYNTAX\n```text\nGet-X\n```\n## DESCRIPTION\n## EXAMPLES\n### One\nText.\n## PARAMETERS\n## INPUTS\n## OUTPUTS\n## NOTES\n## RELATED LINKS\n", 9)]
    [InlineData("Get-X.md", "# Get-X\n## SYNOPSIS\n## SYNTAX\n```text\nGet-X\n```\n## DESCRIPTION\n## EXAMPLES\n## PARAMETERS\n### -A\n```yaml\nType: String\n```\n## INPUTS\n## OUTPUTS\n## NOTES\n## RELATED LINKS\n", 11)]
    public void Markdown_that_is_not_understood_is_an_error_with_its_line(string name, string content, int line)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);

        var error = Assert.Throws<MarkdownException>(() => HelpCompiler.Compile(_folder, Path.Combine(_folder, "out")));

        Assert.Equal((path, line), (error.Path, error.Line));
    }
}
