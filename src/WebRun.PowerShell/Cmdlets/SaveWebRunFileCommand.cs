using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary><c>Save-WebRunFile</c>: downloads the files that tasks produced, under names that are safe in any folder.</summary>
[Cmdlet(VerbsData.Save, "WebRunFile", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SaveWebRunFileCommand : ServiceCommand
{
    // What this command has named, so that two files of one name do not overwrite each other on any system.
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private string _folder = "";

    /// <summary>Tasks, or files of tasks; also after remoting, a job or a file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The folder to save in, taken as it stands, and created where it is not there; by default the current location.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    /// <summary>Overwrites files that are there; never one that the same command has saved.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The most bytes that a file may have; by default 10GB.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaxSize { get; set; } = 10L << 30;

    /// <summary>Emits what was saved.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>A link to a file needs no key; where it is the service's own, the key goes along if there is one.</summary>
    private protected override bool NeedsKey => false;

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
        foreach (var item in InputObject)
        {
            if (FilesOf(item) is { } files)
            {
                files.ForEach(Save);
            }
            else
            {
                WriteError(ErrorRecords.From(new WebRunException(WebRunErrorId.InvalidParameter, "The InputObject is neither a task nor a file of one: it has no Files and no DownloadUrl."), item));
            }
        }
    }

    private void Save(WebRunFile file)
    {
        var name = SafeFileName.Unique(SafeFileName.From(file.FileName), _names.Contains);
        _names.Add(name);
        var path = Path.Combine(_folder, name);
        if (ShouldProcess(path, "Save file"))
        {
            Run(path, (pipeline, cancel) => SaveAsync(pipeline, file, path, cancel));
        }
    }

    private async Task SaveAsync(PipelineWriter pipeline, WebRunFile file, string path, CancellationToken cancel)
    {
        var id = new object();
        try
        {
            var how = new WebRunDownload
            {
                Overwrite = Force,
                MaxSize = MaxSize,
                OnProgress = (done, total) => Progress.Update(id, Path.GetFileName(path), done, total),
            };
            var saved = await Client.DownloadFileAsync(file, path, how, cancel).ConfigureAwait(false);
            if (PassThru)
            {
                pipeline.Write(saved);
            }
        }
        catch (WebRunException e)
        {
            pipeline.Error(ErrorRecords.From(e, e.Id is WebRunErrorId.FileExists or WebRunErrorId.FileUnavailable ? path : file));
        }
        finally
        {
            Progress.Remove(id);
        }
    }

    /// <summary>The files that an object is or has; null where it is neither file nor task.</summary>
    private static List<WebRunFile>? FilesOf(PSObject? item) => item?.BaseObject switch
    {
        WebRunFile file => [file],
        WebRunTask task => [.. task.Files],
        null => null,
        _ when item.Properties["DownloadUrl"] is { } url => [new WebRunFile { DownloadUrl = url.Value?.ToString(), FileName = item.Properties["FileName"]?.Value?.ToString() }],
        _ when item.Properties["Files"] is { } files => [.. (LanguagePrimitives.GetEnumerable(files.Value) ?? Array.Empty<object>()).Cast<object?>()
            .OfType<object>().SelectMany(file => FilesOf(PSObject.AsPSObject(file)) ?? [])],
        _ => null,
    };
}
