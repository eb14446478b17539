using System;
using System.Management.Automation;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Set-WebRunTrigger</c>: changes the values of a trigger that are given, and keeps the others.</summary>
[Cmdlet(VerbsCommon.Set, "WebRunTrigger", SupportsShouldProcess = true, DefaultParameterSetName = "SameSchedule")]
[OutputType(typeof(WebRunTrigger))]
public sealed class SetWebRunTriggerCommand : TriggerDefinitionCommand
{
    /// <summary>The trigger: an id, or an object with a TriggerId.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [IdTransformation("TriggerId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string TriggerId { get; set; } = "";

    /// <inheritdoc/>
    // Only the id is bound from the pipeline: a trigger's own values are not used as new values.
    [Parameter]
    [TextTransformation]
    [ValidateNotBlank("Give a name.")]
    public override string? Name { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [TextTransformation]
    [Alias("Task", "Prompt")]
    [ValidateTask]
    public override string? TaskDetails { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [IdTransformation("EnvironmentId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public override string? EnvironmentId { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [TimeZoneTransformation]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public override string? TimeZone { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [Alias("StartingUrl", "Url")]
    [PageTransformation]
    public override Uri? StartingPoint { get; set; }

    /// <summary>Emits the changed trigger.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var triggerId = TriggerId;
        try
        {
            var change = Request();
            if (change == new WebRunTriggerRequest())
            {
                throw new WebRunException(WebRunErrorId.InvalidParameter, "Nothing was changed: give at least one parameter with a new value.");
            }

            if (ShouldProcess(triggerId, change.Schedule is { } schedule ? $"Change trigger, to run {schedule}" : "Change trigger"))
            {
                Run(triggerId, async (pipeline, cancellationToken) =>
                {
                    var changed = await Client.ChangeTriggerAsync(triggerId, change, cancellationToken).ConfigureAwait(false);
                    if (PassThru)
                    {
                        pipeline.Write(await Client.CompleteTriggerAsync(changed, cancellationToken).ConfigureAwait(false));
                    }
                });
            }
        }
        catch (WebRunException e)
        {
            WriteError(ErrorRecords.From(e, triggerId));
        }
    }
}
