namespace WebRun;

/// <summary>The hosted MCP server as an entry of a client's configuration file.</summary>
public sealed record WebRunMcpServer
{
    internal WebRunMcpServer(string name, WebRunMcpClient client, string path) => (Name, Client, Path) = (name, client, path);

    /// <summary>The entry's name.</summary>
    public string Name { get; }

    /// <summary>The program whose format the file has.</summary>
    public WebRunMcpClient Client { get; }

    /// <summary>The configuration file.</summary>
    public string Path { get; }

    /// <summary>The server's address, with the key masked; null if the entry was only removed.</summary>
    public string? Url { get; internal init; }

    /// <summary>The environment that its sessions start from; null for none.</summary>
    public string? EnvironmentId { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} in {Path}";
}

/// <summary>A program that uses MCP servers and keeps them in a configuration file.</summary>
public enum WebRunMcpClient
{
    /// <summary>Claude Desktop, <c>claude_desktop_config.json</c>.</summary>
    ClaudeDesktop,

    /// <summary>The Cline extension of VS Code, and the Cline command line, <c>cline_mcp_settings.json</c>.</summary>
    Cline,

    /// <summary>Visual Studio Code, the user's <c>mcp.json</c>.</summary>
    VSCode,

    /// <summary>Cursor, <c>.cursor/mcp.json</c>.</summary>
    Cursor,
}
