using System;
using System.Management.Automation;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>New-WebRunTrigger</c>: creates a task that the service runs on a schedule, each time in its own session that costs the same as any other.</summary>
// Without a default set: the pipeline would bind it first, and miss the schedule in a row of a table.
[Cmdlet(VerbsCommon.New, "WebRunTrigger", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunTrigger))]
public sealed class NewWebRunTriggerCommand : TriggerDefinitionCommand
{
    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotBlank("Give a name.")]
    public override string? Name { get; set; }

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Task", "Prompt")]
    [ValidateTask]
    public override string? TaskDetails { get; set; }

    /// <inheritdoc/>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("EnvironmentId")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public override string? EnvironmentId { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [TimeZoneTransformation]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public override string? TimeZone { get; set; }

    /// <inheritdoc/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("StartingUrl", "Url")]
    [PageTransformation]
    public override Uri? StartingPoint { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var request = Request();
            if (ShouldProcess(Name!, $"Create trigger that runs {request.Schedule}"))
            {
                Run(Name, async (pipeline, cancellationToken) => pipeline.Write(await Client.CreateTriggerAsync(request, cancellationToken).ConfigureAwait(false)));
            }
        }
        catch (WebRunException e)
        {
            WriteError(ErrorRecords.From(e, Name));
        }
    }
}
