using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>New-WebRunEnvironment</c>: creates an environment, which has no profile yet. The service allows 20.</summary>
[Cmdlet(VerbsCommon.New, "WebRunEnvironment", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunEnvironment))]
public sealed class NewWebRunEnvironmentCommand : ServiceCommand
{
    /// <summary>What to call it. The service lets several have the same name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank("Say what to call it.")]
    public string Name { get; set; } = "";

    /// <summary>What to say of it.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string? Description { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ShouldProcess(Name, "Create environment"))
        {
            var (name, description) = (Name, Description);
            Run(name, async (pipeline, cancellationToken) => pipeline.Write(await Client.CreateEnvironmentAsync(name, description, cancellationToken).ConfigureAwait(false)));
        }
    }
}
