namespace WebRun.Emulator;

/// <summary>What is wrong with a structured answer.</summary>
internal enum AnswerFlaw
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It breaks off in the middle.</summary>
    Broken,

    /// <summary>It stands in a Markdown fence, between words.</summary>
    Fenced,

    /// <summary>A required property, or the last column, is not there.</summary>
    Missing,

    /// <summary>A row of CSV has more cells than the header: money is not in quotes.</summary>
    Ragged,
}
