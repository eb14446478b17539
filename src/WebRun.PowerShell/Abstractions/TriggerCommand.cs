using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command that does something with triggers that are there: named by their ids, or piped in.</summary>
public abstract class TriggerCommand : ServiceCommand
{
    /// <summary>The trigger: an id, or anything with a TriggerId.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("TriggerId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string TriggerId { get; set; } = "";

    /// <summary>The trigger as it came down the pipeline, for its name.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>What -WhatIf says.</summary>
    private protected abstract string Action { get; }

    /// <summary>Does it.</summary>
    private protected abstract Task ChangeAsync(string triggerId, PipelineWriter pipeline, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ShouldProcess(Display.Named(Display.NameOf(InputObject), TriggerId), Action))
        {
            var triggerId = TriggerId;
            Run(triggerId, (pipeline, cancellationToken) => ChangeAsync(triggerId, pipeline, cancellationToken));
        }
    }
}
