using System;

namespace WebRun;

/// <summary>Which rows of a journal are run again.</summary>
[Flags]
public enum WebRunRetry
{
    /// <summary>Only those for which nothing was started.</summary>
    None = 0,

    /// <summary>Also those that have failed.</summary>
    Failed = 1,

    /// <summary>Also those of which nobody can tell what became of them: they may run, and cost, a second time.</summary>
    Unknown = 2,
}
