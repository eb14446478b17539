using System;
using System.IO;
using System.Linq;

namespace WebRun.Help;

/// <summary>Compiles the Markdown that people write to what Get-Help reads.</summary>
internal static class HelpCompiler
{
    /// <summary>The file that the engine looks for beside the module's manifest.</summary>
    public const string MamlFile = "WebRun.PowerShell.dll-Help.xml";

    /// <summary>How the names of conceptual topics begin.</summary>
    public const string AboutPrefix = "about_";

    /// <summary>Compiles a folder: about_*.md to text, every other file to one entry of the MAML.</summary>
    /// <exception cref="MarkdownException">A file is not understood.</exception>
    public static void Compile(string source, string target)
    {
        var files = Directory.GetFiles(source, "*.md").Order(StringComparer.Ordinal).ToLookup(IsAbout);
        Directory.CreateDirectory(target);
        foreach (var path in files[true])
        {
            File.WriteAllText(Path.Combine(target, $"{Path.GetFileNameWithoutExtension(path)}.help.txt"), AboutText.From(MarkdownFile.Read(path)));
        }

        // Last, because a build that finds this file skips the compilation.
        MamlWriter.Write(files[false].Select(path => CommandHelpReader.Read(MarkdownFile.Read(path))), Path.Combine(target, MamlFile));
    }

    private static bool IsAbout(string path) => Path.GetFileName(path).StartsWith(AboutPrefix, StringComparison.Ordinal);
}
