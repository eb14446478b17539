using System;
using System.Collections.Generic;
using System.Management.Automation;
using WebRun.Operations;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Get-WebRunJournal</c>: lists the rows of a batch's journal, also while the batch runs. It runs nothing, and needs neither key nor connection.</summary>
[Cmdlet(VerbsCommon.Get, "WebRunJournal", DefaultParameterSetName = PathSet)]
[OutputType(typeof(WebRunJournalEntry))]
public sealed class GetWebRunJournalCommand : PSCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralSet = "LiteralPath";

    /// <summary>The journals; wildcards are expanded.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The journals, by paths that are taken literally; a file from Get-ChildItem brings its path.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralSet)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in ParameterSetName == LiteralSet ? LiteralPath : Path)
        {
            foreach (var file in Read(path, () => ParameterSetName == LiteralSet ? [LocalPaths.Literal(this, path, LiteralSet)] : LocalPaths.Files(this, path, PathSet)))
            {
                WriteObject(Read(file, () => JournalReader.Read(file)), enumerateCollection: true);
            }
        }
    }

    private IReadOnlyList<T> Read<T>(string path, Func<IReadOnlyList<T>> read)
    {
        try
        {
            return read();
        }
        catch (WebRunException e)
        {
            WriteError(ErrorRecords.From(e, path));
            return [];
        }
    }
}
