using System;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Get-WebRunTrigger</c>: lists the account's triggers; by id, with their latest runs.</summary>
[Cmdlet(VerbsCommon.Get, "WebRunTrigger", DefaultParameterSetName = NameSet)]
[OutputType(typeof(WebRunTrigger))]
public sealed class GetWebRunTriggerCommand : ServiceCommand
{
    private const string NameSet = "Name";
    private const string IdSet = "Id";

    /// <summary>The names to list; wildcards are allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [TextTransformation]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>Only triggers whose sessions start from this environment: an id, or an object with an EnvironmentId.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [IdTransformation("EnvironmentId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? EnvironmentId { get; set; }

    /// <summary>The ids to list, each with its RecentRuns, or objects with a TriggerId.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [IdTransformation("TriggerId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string[]? TriggerId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var triggerId in TriggerId ?? [])
        {
            Run(triggerId, async (pipeline, cancellationToken) => pipeline.Write(await Client.GetTriggerAsync(triggerId, cancellationToken).ConfigureAwait(false)));
        }

        if (TriggerId is null)
        {
            Run(Name, async (pipeline, cancellationToken) =>
            {
                var all = await Client.GetTriggersAsync(cancellationToken).ConfigureAwait(false);
                WebRunTrigger[] wanted = [.. all.Where(trigger => EnvironmentId is null || string.Equals(trigger.EnvironmentId, EnvironmentId, StringComparison.Ordinal))];
                pipeline.WriteNamed(wanted, Name ?? ["*"], trigger => trigger.Name ?? "", "trigger");
            });
        }
    }
}
