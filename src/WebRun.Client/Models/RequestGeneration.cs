namespace WebRun;

/// <summary>The two forms of requests in the service's documentation.</summary>
public enum RequestGeneration
{
    /// <summary>Keys that begin with <c>enig_</c>, and any other: <c>taskDetails</c> and <c>initialTask</c>.</summary>
    One = 1,

    /// <summary>Keys that begin with <c>wr_</c>: an object <c>task</c> with a <c>prompt</c>.</summary>
    Two = 2,
}
