using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command for existing triggers, given by their ids or piped in.</summary>
public abstract class TriggerCommand : ServiceCommand
{
    /// <summary>The trigger: an id, or an object with a TriggerId.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("TriggerId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string TriggerId { get; set; } = "";

    /// <summary>The trigger from the pipeline, for its name.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The text for -WhatIf.</summary>
    private protected abstract string Action { get; }

    /// <summary>Makes the change.</summary>
    private protected abstract Task ChangeAsync(string triggerId, PipelineWriter pipeline, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (IsUsed(InputObject) && ShouldProcess(Display.Named(Display.NameOf(InputObject), TriggerId), Action))
        {
            var triggerId = TriggerId;
            Run(triggerId, (pipeline, cancellationToken) => ChangeAsync(triggerId, pipeline, cancellationToken));
        }
    }
}
