namespace WebRun;

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
