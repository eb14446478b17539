namespace WebRun.Shell.Running;

/// <summary>How a pipeline ended.</summary>
internal enum RunOutcome
{
    /// <summary>Its last statement did what it should: <c>$?</c> is true.</summary>
    Succeeded,

    /// <summary>An error ended it, or its last statement failed.</summary>
    Failed,

    /// <summary>It was interrupted.</summary>
    Stopped,
}
