using System.Management.Automation;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary><c>Disconnect-WebRun</c>: forgets what Connect-WebRun set in this runspace. Open sessions stay open.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "WebRun")]
[OutputType(typeof(void))]
public sealed class DisconnectWebRunCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Contexts.Disconnect();
}
