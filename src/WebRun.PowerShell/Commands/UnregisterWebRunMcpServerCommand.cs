using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>Unregister-WebRunMcpServer</c>: removes the hosted MCP server from a client's configuration file. If the file does not have it, that is not an error.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "WebRunMcpServer", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunMcpServer))]
public sealed class UnregisterWebRunMcpServerCommand : McpServerCommand
{
    /// <inheritdoc/>
    private protected override McpConfigurationChange Plan(string path) => McpConfiguration.Unregister(Client, path, Name);

    /// <inheritdoc/>
    private protected override void Report(McpConfigurationChange change, string? backup)
    {
        if (backup is null)
        {
            WriteVerbose($"The server '{Name}' was not found in {change.Server.Path}; nothing was changed.");
        }
        else
        {
            WriteWarning($"The previous version of the file was saved as {backup}, and contains the API key: delete it, and other backups beside it, when you no longer need them.");
        }
    }
}
