using System.Management.Automation;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary><c>Remove-WebRunEnvironment</c>: permanently deletes an environment with its profile and files. Asks for confirmation, unless -Confirm:$false.</summary>
[Cmdlet(VerbsCommon.Remove, "WebRunEnvironment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveWebRunEnvironmentCommand : ServiceCommand
{
    /// <summary>The environment: an id, or an object with an EnvironmentId.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("EnvironmentId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string EnvironmentId { get; set; } = "";

    /// <summary>The environment from the pipeline, for its name.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (IsUsed(InputObject) && ShouldProcess(Display.Named(Display.EnvironmentNameOf(InputObject), EnvironmentId), "Delete environment with its profile and files"))
        {
            var environmentId = EnvironmentId;
            Run(environmentId, async (_, cancellationToken) =>
            {
                await Client.RemoveEnvironmentAsync(environmentId, cancellationToken).ConfigureAwait(false);
                RecentlySeen.Forget(nameof(EnvironmentId), environmentId);
            });
        }
    }
}
