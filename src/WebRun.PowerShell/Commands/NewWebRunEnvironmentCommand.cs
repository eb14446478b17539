using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>New-WebRunEnvironment</c>: creates an environment, which has no profile yet. The service allows 20.</summary>
[Cmdlet(VerbsCommon.New, "WebRunEnvironment", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunEnvironment))]
public sealed class NewWebRunEnvironmentCommand : ServiceCommand
{
    /// <summary>The name. Several environments can have the same name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [TextTransformation(IsNoObject = true)]
    [ValidateNotBlank("Give a name.")]
    public string Name { get; set; } = "";

    /// <summary>The description.</summary>
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
