using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command that downloads files to a folder, each completely or not at all, under a safe, unique name.</summary>
public abstract class SaveCommand : ServiceCommand
{
    // The paths used so far, so that two files with the same name do not overwrite each other on any system.
    private readonly HashSet<string> _paths = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The folder to save in, taken literally and created if it does not exist; by default the current location. A script block gives each object its own.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    /// <summary>Overwrites existing files, but never one that the same command has saved.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The maximum size of a file in bytes; 10GB by default, and 2GB for a profile.</summary>
    [Parameter]
    [NumberTransformation(IsWhole = true)]
    [ValidateRange(1, long.MaxValue)]
    public long MaxSize { get; set; } = 10L << 30;

    /// <summary>Emits what was saved.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Saves one file, if the user confirms it.</summary>
    /// <param name="name">The name that the service gives it, which may be anything.</param>
    /// <param name="action">The text for -WhatIf.</param>
    /// <param name="target">What the user gave, for errors that are not about the path.</param>
    /// <param name="download">Downloads it to a path.</param>
    private protected void Save(string? name, string action, object target, Func<string, WebRunDownload, CancellationToken, Task<FileInfo>> download)
    {
        string folder;
        try
        {
            folder = LocalPaths.Literal(this, Destination, nameof(Destination));
        }
        catch (WebRunException e)
        {
            WriteError(ErrorRecords.From(e, Destination));
            return;
        }

        var path = Path.Combine(folder, SafeFileName.Unique(SafeFileName.From(name), unique => _paths.Contains(Path.Combine(folder, unique))));
        _paths.Add(path);
        if (ShouldProcess(path, action))
        {
            Run(target, (pipeline, cancellationToken) => SaveAsync(pipeline, path, how => download(path, how, cancellationToken)));
        }
    }

    private async Task SaveAsync(PipelineWriter pipeline, string path, Func<WebRunDownload, Task<FileInfo>> download)
    {
        try
        {
            var how = new WebRunDownload
            {
                Overwrite = Force,
                MaxSize = MaxSize,
                OnProgress = (done, total) => Progress.Update(path, Path.GetFileName(path), done, total),
            };
            var saved = await download(how).ConfigureAwait(false);
            if (PassThru)
            {
                pipeline.Write(saved);
            }
        }
        catch (WebRunException e) when (e.Id is WebRunErrorId.FileExists or WebRunErrorId.FileUnavailable or WebRunErrorId.FileTooLarge)
        {
            pipeline.Error(ErrorRecords.From(e, path));
        }
        finally
        {
            Progress.Remove(path);
        }
    }
}
