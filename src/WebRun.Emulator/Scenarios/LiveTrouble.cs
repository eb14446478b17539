using System;
using WebRun.Emulator.Settings;

namespace WebRun.Emulator.Scenarios;

/// <summary>What a task's scenario makes fail on the live links of its session. "At the start" means the first link to join, if there is none yet.</summary>
[Flags]
internal enum LiveTrouble
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The links are cut when the task begins.</summary>
    DropAtStart = 1,

    /// <summary>The links are cut just before the event of the task's end, which they miss.</summary>
    DropBeforeEnd = 1 << 1,

    /// <summary>The links are cut right after the event of the task's end.</summary>
    DropAfterEnd = 1 << 2,

    /// <summary>The links stay up, but get no events.</summary>
    Silent = 1 << 3,

    /// <summary>The browser is lost after half of the work and does not come back.</summary>
    InstanceLost = 1 << 4,

    /// <summary>The browser is lost after half of the work and comes back.</summary>
    InstanceRegained = 1 << 5,

    /// <summary>Unreadable frames come at the start.</summary>
    Broken = 1 << 6,

    /// <summary>A text frame of 64 MB comes at the start.</summary>
    Huge = 1 << 7,

    /// <summary>The links are not pinged.</summary>
    NoPing = 1 << 8,

    /// <summary>An event for another task comes at the start, and more events come after the end.</summary>
    Stray = 1 << 9,
}

/// <summary>Reads troubles from a directive: <c>silent</c>, or several as <c>no-ping,stray</c>.</summary>
internal static class LiveTroubleText
{
    public static LiveTrouble? Read(string text)
    {
        var troubles = LiveTrouble.None;
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var trouble = Array.Find(Enum.GetValues<LiveTrouble>(), t => t != LiveTrouble.None && string.Equals(EnumWords.Of(t, '-'), name, StringComparison.Ordinal));
            if (trouble == LiveTrouble.None)
            {
                return null;
            }

            troubles |= trouble;
        }

        return troubles;
    }
}
