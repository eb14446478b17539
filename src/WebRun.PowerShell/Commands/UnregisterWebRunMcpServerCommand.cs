using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>Unregister-WebRunMcpServer</c>: takes the hosted MCP server out of a client's configuration file. One that is not in it is no error.</summary>
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
            WriteVerbose($"There was no server '{Name}' in {change.Server.Path}.");
        }
        else
        {
            WriteWarning($"The file as it was is kept as {backup}, and holds the API key: delete it, and other backups beside it, when you need them no more.");
        }
    }
}
