using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Save-WebRunFile</c>: downloads the files that tasks produced, under names that are safe in any folder.</summary>
[Cmdlet(VerbsData.Save, "WebRunFile", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SaveWebRunFileCommand : SaveCommand
{
    /// <summary>Tasks, or files of tasks; also after remoting, a job or a file.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>A link to a file needs no key; if it leads to the service itself, the key is sent if there is one.</summary>
    private protected override bool NeedsKey => false;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var item in InputObject)
        {
            if ((FilesOf(item) ?? Found(item)) is { } files)
            {
                files.ForEach(file => Save(file.FileName, "Save file", file, (path, how, cancellationToken) => Client.DownloadFileAsync(file, path, how, cancellationToken)));
            }
            else
            {
                WriteError(ErrorRecords.From(new WebRunException(WebRunErrorId.InvalidParameter, WithoutLinks(item)), item));
            }
        }
    }

    /// <summary>Why an object has nothing to download.</summary>
    private static string WithoutLinks(PSObject? item) => item?.Properties["Files"] is { } files
        ? $"The InputObject has the names of its files, but no links to them, and no ids to get them by: {files.Value}. Pipe the task itself here."
        : "The InputObject is not a task or a file of a task: it has no Files and no DownloadUrl.";

    /// <summary>The files of a task of which a CSV file has kept only their names: the service has the links. Null without its ids; none, after an error, if it is not found.</summary>
    private List<WebRunFile>? Found(PSObject? item)
    {
        if (item?.Properties["Files"] is null || Wrapped.Of(item, "SessionId") is not string { Length: > 0 } sessionId || Wrapped.Of(item, "TaskId") is not string { Length: > 0 } taskId)
        {
            return null;
        }

        List<WebRunFile> files = [];
        Run(item, async (_, cancellationToken) => files = [.. (await Client.GetTaskAsync(new WebRunTask { SessionId = sessionId, TaskId = taskId }, cancellationToken).ConfigureAwait(false)).Files]);
        return files;
    }

    /// <summary>The files that an object is or has; null if it is neither a file nor a task, or names its files only.</summary>
    private static List<WebRunFile>? FilesOf(PSObject? item) => item?.BaseObject switch
    {
        WebRunFile file => [file],
        WebRunTask task => [.. task.Files],
        null => null,
        _ when item.Properties["DownloadUrl"] is not null => [new WebRunFile { DownloadUrl = Wrapped.Of(item, "DownloadUrl")?.ToString(), FileName = Wrapped.Of(item, "FileName")?.ToString() }],
        _ when item.Properties["Files"] is not null && Wrapped.Of(item, "Files") is not string { Length: > 0 } => [.. Wrapped.Items(Wrapped.Of(item, "Files")).OfType<object>().SelectMany(file => FilesOf(PSObject.AsPSObject(file)) ?? [])],
        _ => null,
    };
}
