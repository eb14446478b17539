namespace WebRun;

/// <summary>What costs are summed by.</summary>
public enum WebRunCostBy
{
    /// <summary>The day on which a task was sent, in this machine's time zone.</summary>
    Day,

    /// <summary>The hour in which a task was sent, in this machine's time zone.</summary>
    Hour,

    /// <summary>What the user calls its kind.</summary>
    Tag,

    /// <summary>How it has ended, or how it is.</summary>
    Status,
}
