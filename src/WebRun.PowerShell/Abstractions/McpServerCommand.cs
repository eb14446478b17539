using System.Management.Automation;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command that changes the servers in the configuration file of an MCP client.</summary>
public abstract class McpServerCommand : PSCmdlet
{
    // Without a default set: the pipeline would bind it first, and miss either Client or Path of a WebRunMcpServer.
    private const string ClientSet = "Client";
    private const string PathSet = "Path";

    private readonly EnumParameter<WebRunMcpClient> _client = new();

    /// <summary>The program whose configuration to change. With -Path, the program whose format the file has, if its name and content do not show it.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ClientSet)]
    [Parameter(ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true)]
    public WebRunMcpClient? Client
    {
        get => _client.Value;
        set => _client.Value = value;
    }

    /// <summary>The configuration file, such as a workspace's .vscode/mcp.json. It does not have to exist; wildcards are taken literally.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The server's name in the file.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "webrun";

    /// <summary>Emits the server as the file has it, with the key masked; from Unregister-WebRunMcpServer, the removed server.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Plans the change of a file.</summary>
    private protected abstract McpConfigurationChange Plan(string path);

    /// <summary>Tells the user what was done.</summary>
    /// <param name="change">The change.</param>
    /// <param name="backup">The old file; null if there is none.</param>
    private protected abstract void Report(McpConfigurationChange change, string? backup);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var path = Path is null ? McpConfiguration.DefaultPath(Client.GetValueOrDefault()) : LocalPaths.Literal(this, Path, nameof(Path));
            var change = Plan(path);
            if (ShouldProcess(path, change.Description))
            {
                Report(change, change.Apply());
                if (PassThru)
                {
                    WriteObject(change.Server);
                }
            }
        }
        catch (WebRunException e)
        {
            WriteError(ErrorRecords.From(e, Path ?? (object?)Client));
        }
    }
}
