using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary><c>Save-WebRunEnvironmentProfile</c>: downloads the Chrome profiles of environments, each as a .tar.gz of the environment's name or id.</summary>
[Cmdlet(VerbsData.Save, "WebRunEnvironmentProfile", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SaveWebRunEnvironmentProfileCommand : ServiceCommand
{
    // Several environments may have one name, and none of them overwrites another's profile on any system.
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private string _folder = "";

    /// <summary>The environment: an id, or anything with an EnvironmentId.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("EnvironmentId")]
    [ValidateNotNullOrEmpty]
    public string EnvironmentId { get; set; } = "";

    /// <summary>The environment as it came down the pipeline, for its name.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The folder to save in, taken as it stands, and created where it is not there; by default the current location.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    /// <summary>Overwrites files that are there; never one that the same command has saved.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits what was saved.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        try
        {
            _folder = LocalPaths.Literal(this, Destination, nameof(Destination));
        }
        catch (WebRunException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, Destination));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var called = Display.EnvironmentNameOf(InputObject);
        var name = SafeFileName.Unique(SafeFileName.From($"{(string.IsNullOrWhiteSpace(called) ? EnvironmentId : called)}.tar.gz"), _names.Contains);
        _names.Add(name);
        var path = Path.Combine(_folder, name);
        if (ShouldProcess(path, $"Save profile of environment {EnvironmentId}"))
        {
            var environmentId = EnvironmentId;
            Run(environmentId, (pipeline, cancel) => SaveAsync(pipeline, environmentId, path, cancel));
        }
    }

    private async Task SaveAsync(PipelineWriter pipeline, string environmentId, string path, CancellationToken cancel)
    {
        try
        {
            var how = new WebRunDownload { Overwrite = Force, OnProgress = (done, total) => Progress.Update(path, Path.GetFileName(path), done, total) };
            var saved = await Client.DownloadProfileAsync(environmentId, path, how, cancel).ConfigureAwait(false);
            if (PassThru)
            {
                pipeline.Write(saved);
            }
        }
        finally
        {
            Progress.Remove(path);
        }
    }
}
