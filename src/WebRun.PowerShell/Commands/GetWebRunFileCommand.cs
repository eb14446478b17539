using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>Get-WebRunFile</c>: lists the files in an environment.</summary>
[Cmdlet(VerbsCommon.Get, "WebRunFile")]
[OutputType(typeof(WebRunFile))]
public sealed class GetWebRunFileCommand : ServiceCommand
{
    /// <summary>The environments; the service does not list other files.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("EnvironmentId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string[] EnvironmentId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var environmentId in EnvironmentId)
        {
            Run(environmentId, async (pipeline, cancellationToken) =>
            {
                foreach (var file in await Client.GetFilesAsync(environmentId, cancellationToken).ConfigureAwait(false))
                {
                    pipeline.Write(file);
                }
            });
        }
    }
}
