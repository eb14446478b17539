namespace WebRun;

/// <summary>The hosted MCP server as an entry of a client's configuration file.</summary>
public sealed record WebRunMcpServer
{
    /// <summary>The entry's name.</summary>
    public required string Name { get; init; }

    /// <summary>The program, or the one in whose form the file is.</summary>
    public required WebRunMcpClient Client { get; init; }

    /// <summary>The configuration file.</summary>
    public required string Path { get; init; }

    /// <summary>The server's address, with the key masked; null where the entry was only removed.</summary>
    public string? Url { get; init; }

    /// <summary>The environment that its sessions start from; null for none.</summary>
    public string? EnvironmentId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} in {Path}";
}
