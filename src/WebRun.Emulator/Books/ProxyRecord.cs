namespace WebRun.Emulator;

/// <summary>The proxy that a session was asked to use. The password is not kept.</summary>
public sealed record ProxyRecord
{
    /// <summary><c>WebRun</c> or <c>custom</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Two capital letters, or <c>random</c>; of WebRun's proxies.</summary>
    public string? Country { get; init; }

    /// <summary><c>http</c> or <c>socks</c>; of a custom one, as all that follows.</summary>
    public string? Type { get; init; }

    /// <summary>Its host.</summary>
    public string? Host { get; init; }

    /// <summary>Its port, as text.</summary>
    public string? Port { get; init; }

    /// <summary>The user's name.</summary>
    public string? Username { get; init; }

    /// <summary>Whether there was a password.</summary>
    public bool HadPassword { get; init; }
}
