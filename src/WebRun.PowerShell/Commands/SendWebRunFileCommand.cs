using System.Collections.Generic;
using System.Management.Automation;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Send-WebRunFile</c>: uploads files for tasks to use, several in a request. Without an environment the service keeps them for an hour.</summary>
[Cmdlet(VerbsCommunications.Send, "WebRunFile", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(WebRunFile))]
public sealed class SendWebRunFileCommand : ServiceCommand
{
    private const string PathSet = "Path";
    private const string LiteralSet = "LiteralPath";

    private readonly List<WebRunUpload> _batch = [];
    private string? _batchEnvironmentId;

    /// <summary>The files; wildcards are expanded, and folders that match are skipped.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files, by paths that are taken literally; a file from Get-ChildItem brings its path.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralSet)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The environment that keeps the files.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [IdTransformation("EnvironmentId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? EnvironmentId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in ParameterSetName == LiteralSet ? LiteralPath : Path)
        {
            foreach (var file in Find(path))
            {
                if (ShouldProcess(file, "Upload file"))
                {
                    Add(file);
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => SendBatch();

    /// <summary>Closes what was not sent.</summary>
    /// <param name="disposing">True.</param>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        CloseBatch();
    }

    private IReadOnlyList<string> Find(string path)
    {
        try
        {
            return ParameterSetName == LiteralSet ? [LocalPaths.Literal(this, path, LiteralSet)] : LocalPaths.Files(this, path, PathSet);
        }
        catch (WebRunException e)
        {
            WriteError(ErrorRecords.From(e, path));
            return [];
        }
    }

    private void Add(string path)
    {
        try
        {
            var file = WebRunUpload.Open(path);
            if (!_batch.HasRoomFor(file) || _batchEnvironmentId != EnvironmentId)
            {
                SendBatch();
            }

            _batchEnvironmentId = EnvironmentId;
            _batch.Add(file);
        }
        catch (WebRunException e)
        {
            WriteError(ErrorRecords.From(e, path));
        }
    }

    private void SendBatch()
    {
        if (_batch.Count > 0)
        {
            var environmentId = _batchEnvironmentId;
            Run(_batch[0].Path, (pipeline, cancellationToken) => Client.UploadAsync(
                _batch,
                environmentId,
                Progress,
                pipeline.Write,
                (file, failure) => pipeline.Error(ErrorRecords.From(failure, file.Path)),
                cancellationToken));
            CloseBatch();
        }
    }

    private void CloseBatch()
    {
        _batch.ForEach(file => file.Dispose());
        _batch.Clear();
    }
}
