using System.Management.Automation;
using WebRun.PowerShell.Execution;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary><c>Register-WebRunMcpServer</c>: adds the hosted MCP server, with the key of this runspace's context, to a client's configuration file.</summary>
[Cmdlet(VerbsLifecycle.Register, "WebRunMcpServer", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunMcpServer))]
public sealed class RegisterWebRunMcpServerCommand : McpServerCommand
{
    private WebRunClientOptions _options = null!;

    /// <summary>The environment that the server's sessions start from.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [IdTransformation("EnvironmentId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? EnvironmentId { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _options = Contexts.Current.Options;
            if (_options.ApiKey is null)
            {
                throw Contexts.ApiKeyMissing();
            }
        }
        catch (WebRunException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, null));
        }
    }

    /// <inheritdoc/>
    private protected override McpConfigurationChange Plan(string path) => McpConfiguration.Register(_options, Client, path, Name, EnvironmentId);

    /// <inheritdoc/>
    private protected override void Report(McpConfigurationChange change, string? backup)
    {
        WriteWarning($"{change.Server.Path} contains the API key as plain text, because these clients read it in no other form. {Readers} Restart the client to use the server.");
        if (backup is not null)
        {
            WriteWarning($"The previous version of the file was saved as {backup}, and may contain a key too: delete it when you no longer need it.");
        }

        if (change.Server.Client == WebRunMcpClient.ClaudeDesktop)
        {
            WriteWarning("Claude Desktop reaches the server through 'npx mcp-remote', which needs Node.js, and shows the key in the list of running processes.");
        }
    }

#if NETSTANDARD2_0
    private const string Readers = "The file's permissions are unchanged: in Windows PowerShell the module cannot change them.";
#else
    private const string Readers = "Only you can read the file.";
#endif
}
