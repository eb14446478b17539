namespace WebRun.PowerShell.Binding;

/// <summary>Bounds of parameters that several commands share.</summary>
internal static class Limits
{
    /// <summary>The shortest -Timeout, in seconds.</summary>
    public const double MinTimeout = 0.001;

    /// <summary>The longest -Timeout, in seconds: a day.</summary>
    public const double MaxTimeout = 24 * 3600;

    /// <summary>The shortest -PollInterval, in seconds.</summary>
    public const double MinPollInterval = 1;

    /// <summary>The longest -PollInterval, in seconds: an hour.</summary>
    public const double MaxPollInterval = 3600;

    /// <summary>The smallest -MaxCost, in USD.</summary>
    public const double MinCost = 0.0001;

    /// <summary>The largest -MaxCost, in USD.</summary>
    public const double MaxCostLimit = 1_000_000;
}
