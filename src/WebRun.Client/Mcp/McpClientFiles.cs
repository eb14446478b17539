using System;
using System.IO;

namespace WebRun.Mcp;

/// <summary>Where each client keeps its servers, below the user's folders.</summary>
/// <remarks>
/// From the clients' documentation, and Cline's source. Claude Desktop is documented for Windows and macOS; on Linux its
/// unofficial builds follow ~/.config. Installed from the Microsoft Store, it may have a copy below %LOCALAPPDATA%\Packages.
/// </remarks>
/// <param name="Home">The user's own folder.</param>
/// <param name="AppData">Where programs keep settings: %APPDATA%, ~/Library/Application Support, or $XDG_CONFIG_HOME, else ~/.config.</param>
internal sealed record McpClientFiles(string Home, string AppData)
{
    /// <summary>Those of whoever runs this process.</summary>
    public static McpClientFiles OfThisUser => new(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify));

    /// <summary>The client's configuration file; it need not exist.</summary>
    public string Of(WebRunMcpClient client, Func<string, bool> exists)
    {
        switch (client)
        {
            case WebRunMcpClient.ClaudeDesktop:
                return Path.Combine(AppData, "Claude", "claude_desktop_config.json");
            case WebRunMcpClient.VSCode:
                return Path.Combine(AppData, "Code", "User", "mcp.json");
            case WebRunMcpClient.Cline:
                // The extension's storage in VS Code; the command line has a folder of its own.
                var ofExtension = Path.Combine(AppData, "Code", "User", "globalStorage", "saoudrizwan.claude-dev", "settings", "cline_mcp_settings.json");
                var ofCommandLine = Path.Combine(Home, ".cline", "data", "settings", "cline_mcp_settings.json");
                return exists(ofCommandLine) && !exists(ofExtension) ? ofCommandLine : ofExtension;
            default:
                return Path.Combine(Home, ".cursor", "mcp.json");
        }
    }
}
