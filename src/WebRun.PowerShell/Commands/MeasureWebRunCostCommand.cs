using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Execution;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary><c>Measure-WebRunCost</c>: adds up what tasks cost: those from the pipeline, also from a file or another machine, or those that this machine has noted.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "WebRunCost", DefaultParameterSetName = LogSet)]
[OutputType(typeof(WebRunCost), typeof(WebRunCostGroup))]
public sealed class MeasureWebRunCostCommand : PSCmdlet
{
    // A time before it has no place in every time zone, and nothing was noted then.
    private const int MinYear = 2000;
    private const string InputSet = "Input";
    private const string LogSet = "Log";

    private readonly List<MeasuredTask> _tasks = [];
    private int _skipped;

    /// <summary>The tasks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = InputSet)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Adds up what this machine has noted of the tasks that were sent since then; by default of all.</summary>
    [Parameter(ParameterSetName = LogSet)]
    [TimeTransformation]
    [ArgumentCompleter(typeof(SinceCompleter))]
    public DateTime? Since { get; set; }

    /// <summary>Adds up by what the tasks have in common: Day or Hour, in which they were sent, Tag, Status.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public WebRunCostBy[]? By { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var task in InputObject)
        {
            if (task.BaseObject is PSCustomObject && task.Properties["Status"] is null)
            {
                // The target of an error may be the row that no task was started for.
                _skipped++;
                continue;
            }

            try
            {
                _tasks.Add(task.Properties["Status"] is null ? throw Invalid("is not a task: it has no Status.") : MeasuredTask.Of(task));
            }
            catch (WebRunException e)
            {
                WriteError(ErrorRecords.From(e, task));
            }
            catch (RuntimeException e) when (e is not PipelineStoppedException)
            {
                WriteError(ErrorRecords.From(Invalid($"has a cost or a usage that cannot be read: {e.Message}"), task));
            }
            catch (InvalidCastException e)
            {
                WriteError(ErrorRecords.From(Invalid($"has a cost or a usage that cannot be read: {e.Message}"), task));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_skipped > 0)
        {
            WriteWarning($"{_skipped} row(s) were skipped, because they are not tasks: they have no Status.");
        }

        if (ParameterSetName == LogSet && !MyInvocation.ExpectingInput)
        {
            _tasks.AddRange(Noted());
        }

        if (By is null)
        {
            WriteObject(CostSums.Of(_tasks));
        }
        else
        {
            WriteObject(CostSums.By(_tasks, By), enumerateCollection: true);
        }
    }

    private IEnumerable<MeasuredTask> Noted()
    {
        try
        {
            // Without an offset it is a time of this machine.
            return Contexts.Current.Client.GetNotedCosts(Since is { Year: > MinYear } since ? new DateTimeOffset(since) : null).Select(MeasuredTask.Of);
        }
        catch (WebRunException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, null));
            throw;
        }
    }

    private static WebRunException Invalid(string why) => new(WebRunErrorId.InvalidParameter, $"The InputObject {why}");
}
