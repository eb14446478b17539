using System;
using System.Management.Automation;
using System.Net;
using System.Security;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary><c>Connect-WebRun</c>: sets the service and the key that the commands in this runspace use. Nothing is sent.</summary>
[Cmdlet(VerbsCommunications.Connect, "WebRun", DefaultParameterSetName = KeySet)]
[OutputType(typeof(WebRunContext))]
public sealed class ConnectWebRunCommand : PSCmdlet
{
    private const string KeySet = "Key";
    private const string VaultSet = "Vault";
    private const string ContextSet = "Context";

    private readonly EnumParameter<RequestGeneration> _generation = new();

    /// <summary>The account's key. The default is the environment variable WEBRUN_API_KEY.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = KeySet)]
    [SecureTextTransformation]
    [ValidateNotNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>The name of a secret that holds the key, in a vault of Microsoft.PowerShell.SecretManagement.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VaultSet)]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    public string? SecretName { get; set; }

    /// <summary>The vault to search; by default all registered ones.</summary>
    [Parameter(ParameterSetName = VaultSet)]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>The context of another runspace of this process, from Get-WebRunContext there: its key, address and connections.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ContextSet)]
    [ValidateNotNull]
    public WebRunContext? Context { get; set; }

    /// <summary>The service's address: https, or http on this machine. The default is WEBRUN_BASE_URL, or the service itself.</summary>
    [Parameter(ParameterSetName = KeySet)]
    [Parameter(ParameterSetName = VaultSet)]
    [TextTransformation]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <summary>The form of the requests; by default the key's prefix decides.</summary>
    [Parameter(ParameterSetName = KeySet)]
    [Parameter(ParameterSetName = VaultSet)]
    public RequestGeneration? Generation
    {
        get => _generation.Value;
        set => _generation.Value = value;
    }

    /// <summary>What all tasks of a day may cost in USD, over all processes of this user on this machine, for this service and key. A task that has no room starts nothing: the error BudgetExceeded. The default is the environment variable WEBRUN_DAILY_LIMIT, or no limit.</summary>
    [Parameter(ParameterSetName = KeySet)]
    [Parameter(ParameterSetName = VaultSet)]
    [NumberTransformation]
    [ValidateRange(Limits.MinCost, Limits.MaxCostLimit)]
    public double? DailyLimit { get; set; }

    /// <summary>Emits the context.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var context = Context is null
                ? Contexts.Connect(SecretName is null ? ApiKey : SecretVault.Read(InvokeCommand, SecretName, Vault), BaseUri, Generation, (decimal?)DailyLimit)
                : Contexts.Connect(Context);
            if (ApiKey is not null && IsTyped(ApiKey))
            {
                WriteWarning("The key stands in the history of this shell now. Next time: Connect-WebRun (Read-Host -AsSecureString), or keep it in a vault: Connect-WebRun -SecretName WebRun.");
            }

            if (PassThru)
            {
                WriteObject(context);
            }
        }
        catch (WebRunException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, e.Id == WebRunErrorId.UnsafeAddress ? BaseUri : null));
        }
    }

    /// <summary>True if somebody typed the key in clear at a prompt.</summary>
    private bool IsTyped(SecureString key) =>
        string.IsNullOrEmpty(MyInvocation.ScriptName)
        && (Host.Name == "ConsoleHost" ? !Console.IsInputRedirected : Host.Name is "Visual Studio Code Host" or "Windows PowerShell ISE Host")
        && MyInvocation.Line.Contains(new NetworkCredential("", key).Password);
}
