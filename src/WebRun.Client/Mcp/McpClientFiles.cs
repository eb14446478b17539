using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

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
    /// <summary>The folders of the current user.</summary>
    public static McpClientFiles OfThisUser => new(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify));

    /// <summary>The client's configuration file; it does not have to exist.</summary>
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

/// <summary>How each client's configuration describes a server with an address.</summary>
internal static class McpForms
{
    /// <summary>The fields that say how a server is reached. All others of an entry are the user's.</summary>
    public static readonly string[] Fields = ["type", "transportType", "command", "args", "url"];

    /// <summary>The object that holds all servers, by name.</summary>
    public static string Section(WebRunMcpClient client) => client == WebRunMcpClient.VSCode ? "servers" : "mcpServers";

    /// <summary>The entry of a server.</summary>
    public static JsonObject Entry(WebRunMcpClient client, string url) => client switch
    {
        // Its file supports only programs to start, not addresses; mcp-remote (npm) is the usual bridge.
        WebRunMcpClient.ClaudeDesktop => new JsonObject { ["command"] = "npx", ["args"] = new JsonArray("-y", "mcp-remote", url) },

        // Without a type, Cline takes an address for the older SSE transport.
        WebRunMcpClient.Cline => new JsonObject { ["type"] = "streamableHttp", ["url"] = url },
        WebRunMcpClient.VSCode => new JsonObject { ["type"] = "http", ["url"] = url },

        // Cursor detects the transport by itself.
        _ => new JsonObject { ["url"] = url },
    };

    /// <summary>The program whose format a file has, detected by its name, folder or content; by default Cursor's, which many others share.</summary>
    public static WebRunMcpClient Recognize(string path, JsoncDocument document) => Path.GetFileName(path).ToUpperInvariant() switch
    {
        "CLAUDE_DESKTOP_CONFIG.JSON" => WebRunMcpClient.ClaudeDesktop,
        "CLINE_MCP_SETTINGS.JSON" => WebRunMcpClient.Cline,
        _ when document.Find("mcpServers") is not null => WebRunMcpClient.Cursor,
        _ when document.Find("servers") is not null => WebRunMcpClient.VSCode,
        "MCP.JSON" when Path.GetFileName(Path.GetDirectoryName(path)) is ".vscode" or "User" => WebRunMcpClient.VSCode,
        _ => WebRunMcpClient.Cursor,
    };

    /// <summary>Sets an entry's fields. Anything that the user has added to it stays, such as tools that need no approval.</summary>
    public static JsoncDocument Register(JsoncDocument document, WebRunMcpClient client, string name, string url)
    {
        var (section, entry) = (Section(client), Entry(client, url));
        if (document.Find(section, name)?.IsObject != true)
        {
            return document.Set(entry, section, name);
        }

        var set = entry.Aggregate(document, (changed, field) => changed.Set(field.Value!, section, name, field.Key));
        return Fields.Where(field => !entry.ContainsKey(field)).Aggregate(set, (changed, field) => changed.Remove(section, name, field));
    }
}
