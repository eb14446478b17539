using System;
using System.Management.Automation;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Set-WebRunTrigger</c>: changes of a trigger what is given, and leaves the rest as it is.</summary>
[Cmdlet(VerbsCommon.Set, "WebRunTrigger", SupportsShouldProcess = true, DefaultParameterSetName = "SameSchedule")]
[OutputType(typeof(WebRunTrigger))]
public sealed class SetWebRunTriggerCommand : TriggerDefinitionCommand
{
    /// <summary>The trigger: an id, or anything with a TriggerId.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [IdTransformation("TriggerId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string TriggerId { get; set; } = "";

    /// <inheritdoc/>
    // Nothing but the id comes down the pipeline: a trigger's own values there are not what is to be new.
    [Parameter]
    [ValidateNotBlank("Say what to call it.")]
    public override string? Name { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [Alias("Task", "Prompt")]
    [ValidateNotBlank]
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

    /// <summary>Emits the trigger as it is then.</summary>
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
                throw new WebRunException(WebRunErrorId.InvalidParameter, "There is nothing to change: give at least one of the parameters that say what is to be new.");
            }

            if (ShouldProcess(triggerId, change.Schedule is { } schedule ? $"Change trigger, to run {schedule}" : "Change trigger"))
            {
                Run(triggerId, async (pipeline, cancellationToken) =>
                {
                    var changed = await Client.UpdateTriggerAsync(triggerId, change, cancellationToken).ConfigureAwait(false);
                    if (PassThru)
                    {
                        pipeline.Write(changed);
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
