namespace WebRun;

/// <summary>The two shapes of request that the service's documentation knows.</summary>
public enum RequestGeneration
{
    /// <summary>Keys that begin with <c>enig_</c>, and any other: <c>taskDetails</c> and <c>initialTask</c>.</summary>
    One = 1,

    /// <summary>Keys that begin with <c>wr_</c>: an object <c>task</c> with a <c>prompt</c>.</summary>
    Two = 2,
}
