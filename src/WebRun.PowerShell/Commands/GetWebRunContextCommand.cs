using System.Management.Automation;
using WebRun.PowerShell.Execution;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary><c>Get-WebRunContext</c>: shows the service and the key that the commands in this runspace use.</summary>
[Cmdlet(VerbsCommon.Get, "WebRunContext")]
[OutputType(typeof(WebRunContext))]
public sealed class GetWebRunContextCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            WriteObject(Contexts.Current);
        }
        catch (WebRunException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, null));
        }
    }
}
