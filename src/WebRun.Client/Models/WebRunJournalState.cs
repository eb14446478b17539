using System;

namespace WebRun;

/// <summary>What a journal knows of a row.</summary>
internal enum WebRunJournalState
{
    /// <summary>It is not in the journal, or nothing was started for it, so it can run.</summary>
    New,

    /// <summary>Its request went out, or was about to, and nothing came back yet.</summary>
    Sending,

    /// <summary>The service has accepted it; its ids are known.</summary>
    Running,

    /// <summary>It has a result.</summary>
    Completed,

    /// <summary>It has ended without a result that can be used.</summary>
    Failed,

    /// <summary>Its outcome is unknown.</summary>
    Unknown,
}

/// <summary>Which rows of a journal are run again.</summary>
[Flags]
internal enum WebRunRetry
{
    /// <summary>Only those for which nothing was started.</summary>
    None = 0,

    /// <summary>Also those that have failed.</summary>
    Failed = 1,

    /// <summary>Also those whose outcome is unknown: they may run, and cost, a second time.</summary>
    Unknown = 2,
}
