using System;

namespace WebRun;

/// <summary>What a journal knows of a row.</summary>
public enum WebRunJournalState
{
    /// <summary>Nothing was started for it, so it runs when the batch runs again.</summary>
    New = 0,

    // Those that a task has too are numbered as there, because JSON has the number.

    /// <summary>The service has accepted it; its ids are known.</summary>
    Running = WebRunTaskStatus.Running,

    /// <summary>It has a result.</summary>
    Completed = WebRunTaskStatus.Completed,

    /// <summary>Its task waits for an answer.</summary>
    WaitingForInput = WebRunTaskStatus.WaitingForInput,

    /// <summary>It has ended without a result that can be used.</summary>
    Failed = WebRunTaskStatus.Failed,

    /// <summary>Its request went out, or was about to, and nothing came back yet.</summary>
    Sending = 10,

    /// <summary>Its outcome is unknown.</summary>
    Unknown = 11,
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

/// <summary>What the choice of rows to run again means for each.</summary>
internal static class WebRunRetryExtensions
{
    /// <summary>True for a row whose outcome comes from the journal.</summary>
    public static bool Recalls(this WebRunRetry retry, WebRunJournalState state) =>
        state is WebRunJournalState.Completed or WebRunJournalState.Failed && retry.Keeps(state);

    /// <summary>True for a row that is not started: its outcome is known, or has to be looked up.</summary>
    public static bool Keeps(this WebRunRetry retry, WebRunJournalState state) => state switch
    {
        WebRunJournalState.New => false,
        WebRunJournalState.Completed => true,
        WebRunJournalState.Failed => !retry.HasFlag(WebRunRetry.Failed),
        _ => !retry.HasFlag(WebRunRetry.Unknown),
    };
}
