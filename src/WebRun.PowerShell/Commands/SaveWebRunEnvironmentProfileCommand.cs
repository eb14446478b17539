using System.IO;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary><c>Save-WebRunEnvironmentProfile</c>: downloads the Chrome profiles of environments, each as a .tar.gz of the environment's name or id.</summary>
[Cmdlet(VerbsData.Save, "WebRunEnvironmentProfile", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SaveWebRunEnvironmentProfileCommand : SaveCommand
{
    /// <summary>Limits the size to that of the largest profile.</summary>
    public SaveWebRunEnvironmentProfileCommand() => MaxSize = 2L << 30;

    /// <summary>The environment: an id, or an object with an EnvironmentId.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
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
        if (!IsUsed(InputObject))
        {
            return;
        }

        var (environmentId, called) = (EnvironmentId, Display.EnvironmentNameOf(InputObject));
        Save(
            $"{(string.IsNullOrWhiteSpace(called) ? environmentId : called)}.tar.gz",
            $"Save profile of environment {environmentId}",
            environmentId,
            (path, how, cancellationToken) => Client.DownloadProfileAsync(environmentId, path, how, cancellationToken));
    }
}
