namespace WebRun.Emulator;

/// <summary>How a session shall be set up, checked.</summary>
/// <param name="EnvironmentId">The environment that it starts from.</param>
/// <param name="PolicyId">The policy that it keeps to.</param>
/// <param name="ReachOutMode">When the agent asks a person.</param>
/// <param name="Proxy">Where its traffic leaves.</param>
internal sealed record SessionSetup(string? EnvironmentId, string? PolicyId, string? ReachOutMode, ProxyRecord? Proxy);
