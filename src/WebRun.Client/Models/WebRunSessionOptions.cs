using WebRun.Models;

namespace WebRun;

/// <summary>How a session is set up, whatever its tasks are. Null means the service's default.</summary>
public sealed record WebRunSessionOptions
{
    /// <summary>The environment that its browser starts from.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is not a valid id.</exception>
    public string? EnvironmentId { get; init => field = CheckedId(value, nameof(EnvironmentId)); }

    /// <summary>The policy that applies to its tasks.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is not a valid id.</exception>
    public string? PolicyId { get; init => field = CheckedId(value, nameof(PolicyId)); }

    /// <summary>The proxy that its browser goes through.</summary>
    public WebRunProxy? Proxy { get; init; }

    /// <summary>When its agent contacts its owner.</summary>
    public WebRunReachOutMode? ReachOutMode { get; init; }

    private static string? CheckedId(string? id, string parameter)
    {
        if (id is not null)
        {
            _ = ServiceAddress.Segment(id, parameter);
        }

        return id;
    }
}

/// <summary>When the agent of a session contacts its owner.</summary>
public enum WebRunReachOutMode
{
    /// <summary>Never.</summary>
    Off = 0,

    /// <summary>Only where a guardrail asks for it.</summary>
    GuardrailOnly = 1,

    /// <summary>Whenever it needs something.</summary>
    Full = 2,
}
