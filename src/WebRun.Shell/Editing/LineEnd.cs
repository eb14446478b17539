namespace WebRun.Shell.Editing;

/// <summary>How the editing of a line came to its end.</summary>
internal enum LineEnd
{
    /// <summary>With Enter.</summary>
    Accepted,

    /// <summary>With Ctrl+C: the line is not wanted.</summary>
    Cancelled,

    /// <summary>With Ctrl+D on an empty line: nothing more will come.</summary>
    EndOfInput,
}
