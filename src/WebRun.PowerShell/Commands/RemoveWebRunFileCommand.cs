using System.Management.Automation;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary><c>Remove-WebRunFile</c>: deletes files from an environment.</summary>
[Cmdlet(VerbsCommon.Remove, "WebRunFile", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemoveWebRunFileCommand : ServiceCommand
{
    /// <summary>The environment; a file from Get-WebRunFile brings it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("EnvironmentId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string EnvironmentId { get; set; } = "";

    /// <summary>The files; a file from Get-WebRunFile brings its id.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("FileId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string[] FileId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var environmentId = EnvironmentId;
        foreach (var fileId in FileId)
        {
            if (ShouldProcess($"{fileId} of environment {environmentId}", "Remove file"))
            {
                Run(fileId, async (_, cancellationToken) =>
                {
                    await Client.RemoveFileAsync(environmentId, fileId, cancellationToken).ConfigureAwait(false);
                    RecentlySeen.Forget(nameof(FileId), fileId);
                });
            }
        }
    }
}
