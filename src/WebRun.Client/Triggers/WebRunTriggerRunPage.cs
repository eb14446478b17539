using System.Collections.Generic;

namespace WebRun;

/// <summary>A page of a trigger's runs.</summary>
/// <param name="Runs">The runs, the newest first.</param>
/// <param name="Total">How many runs there are on all pages; null where the service does not say.</param>
/// <param name="IsLast">True where there is no page after it.</param>
public sealed record WebRunTriggerRunPage(IReadOnlyList<WebRunTriggerRun> Runs, long? Total, bool IsLast)
{
    /// <summary>The most runs that a page can have.</summary>
    public const int MostRuns = 50;
}
