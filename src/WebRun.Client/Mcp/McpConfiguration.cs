using System;
using System.IO;
using System.Text.Json;
using WebRun.Mcp;
using WebRun.Models;
using WebRun.Storage;

namespace WebRun;

/// <summary>The hosted MCP server in the configuration files of MCP clients.</summary>
/// <remarks>
/// The hosted server's address contains the account's key, because these clients have no other way to pass it. It is
/// built here and written to the file; everywhere else it is shown with the key masked.
/// </remarks>
internal static class McpConfiguration
{
    /// <summary>The file in which a client keeps this user's servers. It does not have to exist.</summary>
    /// <param name="client">The client.</param>
    public static string DefaultPath(WebRunMcpClient client) => McpClientFiles.OfThisUser.Of(client, File.Exists);

    /// <summary>Plans what registering the hosted server changes. Nothing is written yet.</summary>
    /// <param name="options">The service and the key.</param>
    /// <param name="client">The program whose format the file has; null to detect it by the file's name and content.</param>
    /// <param name="path">The full path of the file, which does not have to exist.</param>
    /// <param name="name">The server's name in the file.</param>
    /// <param name="environmentId">The environment that its sessions start from; null for none.</param>
    /// <exception cref="WebRunException">The key is missing, a value cannot be used, or the file cannot be read or is not JSON.</exception>
    public static McpConfigurationChange Register(WebRunClientOptions options, WebRunMcpClient? client, string path, string name, string? environmentId = null)
    {
        var key = options.ApiKey ?? throw new WebRunException(WebRunErrorId.ApiKeyMissing, "The API key is missing.");
        var environment = environmentId is null ? "" : ":" + ServiceAddress.Segment(environmentId, "EnvironmentId");
        var url = new Uri(options.BaseUri, "mcp/" + Uri.EscapeDataString(key.Reveal()) + environment).AbsoluteUri;
        var masked = new Uri(options.BaseUri, "mcp/").AbsoluteUri + key.Masked + environment;
        return Plan(path, before =>
        {
            var form = client ?? McpForms.Recognize(path, before);
            var server = new WebRunMcpServer(name, form, path) { Url = masked, EnvironmentId = environmentId };
            var verb = before.Find(McpForms.Section(form), name) is null ? "Add" : "Replace";
            return (server, McpForms.Register(before, form, name, url), $"{verb} MCP server '{name}': {JsoncStyle.Compact(McpForms.Entry(form, masked))}");
        });
    }

    /// <summary>Plans what removing the server changes. Nothing is written yet.</summary>
    /// <param name="client">As for <see cref="Register"/>.</param>
    /// <param name="path">As for <see cref="Register"/>.</param>
    /// <param name="name">The server's name in the file.</param>
    /// <exception cref="WebRunException">The file cannot be read or is not JSON.</exception>
    public static McpConfigurationChange Unregister(WebRunMcpClient? client, string path, string name) => Plan(path, before =>
    {
        var form = client ?? McpForms.Recognize(path, before);
        var server = new WebRunMcpServer(name, form, path);
        return (server, before.Remove(McpForms.Section(form), name), $"Remove MCP server '{name}'");
    });

    private static McpConfigurationChange Plan(string path, Func<JsoncDocument, (WebRunMcpServer Server, JsoncDocument After, string Description)> change)
    {
        try
        {
            var file = ConfigurationFile.Resolve(path);
            SpecialFile.Refuse(file);
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
            throw new WebRunException(WebRunErrorId.InvalidParameter, $"The Path '{path}' was left unchanged, because it is not a configuration file that can be changed. {e.Message}", e);
        }
        catch (Exception e) when (PrivateFile.IsRefusal(e))
        {
            throw McpConfigurationChange.Unusable(path, e);
        }
    }
}
