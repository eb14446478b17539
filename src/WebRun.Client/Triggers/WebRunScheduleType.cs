namespace WebRun;

/// <summary>How a trigger's schedule says when it runs.</summary>
public enum WebRunScheduleType
{
    /// <summary>The service says nothing, or something that this version does not know.</summary>
    Unknown,

    /// <summary>Once, at a time.</summary>
    At,

    /// <summary>Again and again, after the same interval.</summary>
    Every,

    /// <summary>By a cron expression, on the clocks of a time zone.</summary>
    Cron,
}
