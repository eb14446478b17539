using System;

namespace WebRun.Help;

/// <summary>A place in a Markdown file that cannot become help.</summary>
internal sealed class MarkdownException(string path, int line, string message) : Exception(message)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;
}
