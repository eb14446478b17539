using System;
using System.IO;
using System.Text.Json;
using WebRun.Mcp;
using WebRun.Models;

namespace WebRun;

/// <summary>The hosted MCP server in the configuration files of MCP clients.</summary>
/// <remarks>
/// An address of the hosted server holds the account's key, because such clients know no other way to give it. It is
/// made here, goes into the file, and is shown nowhere else but with the key masked.
/// </remarks>
internal static class McpConfiguration
{
    /// <summary>The file in which a client keeps this user's servers. It need not exist.</summary>
    /// <param name="client">The client.</param>
    public static string DefaultPath(WebRunMcpClient client) => McpClientFiles.OfThisUser.Of(client, File.Exists);

    /// <summary>What registering the hosted server would change. Nothing is written yet.</summary>
    /// <param name="options">Which service, and as whom.</param>
    /// <param name="client">In whose form the file is; null to tell it by the file's name and content.</param>
    /// <param name="path">The whole path of the file, which need not exist.</param>
    /// <param name="name">The server's name in the file.</param>
    /// <param name="environmentId">The environment that its sessions start from; null for none.</param>
    /// <exception cref="WebRunException">There is no key, a value cannot be used, or the file cannot be read or is not JSON.</exception>
    public static McpConfigurationChange Register(WebRunClientOptions options, WebRunMcpClient? client, string path, string name, string? environmentId = null)
    {
        var key = options.ApiKey ?? throw new WebRunException(WebRunErrorId.ApiKeyMissing, "There is no API key.");
        var environment = environmentId is null ? "" : ":" + ServiceAddress.Segment(environmentId, "EnvironmentId");
        var url = new Uri(options.BaseUri, "mcp/" + Uri.EscapeDataString(key.Reveal()) + environment).AbsoluteUri;
        var masked = new Uri(options.BaseUri, "mcp/").AbsoluteUri + key.Masked + environment;
        return Plan(path, before =>
        {
            var form = client ?? McpForms.Recognize(path, before);
            var server = new WebRunMcpServer { Name = name, Client = form, Path = path, Url = masked, EnvironmentId = environmentId };
            var verb = before.Find(McpForms.Section(form), name) is null ? "Add" : "Replace";
            return (server, McpForms.Register(before, form, name, url), $"{verb} MCP server '{name}': {JsoncStyle.Compact(McpForms.Entry(form, masked))}");
        });
    }

    /// <summary>What removing the server would change. Nothing is written yet.</summary>
    /// <param name="client">As for <see cref="Register"/>.</param>
    /// <param name="path">As for <see cref="Register"/>.</param>
    /// <param name="name">The server's name in the file.</param>
    /// <exception cref="WebRunException">The file cannot be read or is not JSON.</exception>
    public static McpConfigurationChange Unregister(WebRunMcpClient? client, string path, string name) => Plan(path, before =>
    {
        var form = client ?? McpForms.Recognize(path, before);
        var server = new WebRunMcpServer { Name = name, Client = form, Path = path };
        return (server, before.Remove(McpForms.Section(form), name), $"Remove MCP server '{name}'");
    });

    private static McpConfigurationChange Plan(string path, Func<JsoncDocument, (WebRunMcpServer Server, JsoncDocument After, string Description)> change)
    {
        try
        {
            var file = ConfigurationFile.Resolve(path);
            var bytes = File.Exists(file) ? File.ReadAllBytes(file) : null;
            if (bytes is null && Directory.Exists(file))
            {
                throw new IOException("It is a folder.");
            }

            var before = JsoncDocument.Parse(bytes ?? []);
            var (server, after, description) = change(before);
            return new McpConfigurationChange(server, description, file, bytes, after.ToBytes());
        }
        catch (JsonException e)
        {
            throw new WebRunException(WebRunErrorId.InvalidParameter, $"The Path '{path}' is not a configuration that can be changed, and is left as it is. {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw McpConfigurationChange.Unusable(path, e);
        }
    }
}
