using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Measure-WebRunCost</c>: adds up what tasks cost, including tasks from a file or another machine.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "WebRunCost")]
[OutputType(typeof(WebRunCost))]
public sealed class MeasureWebRunCostCommand : PSCmdlet
{
    private readonly List<(PSObject Task, decimal? Cost)> _tasks = [];
    private int _skipped;

    /// <summary>The tasks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

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
                _tasks.Add((task, task.Properties["Status"] is null ? throw NoTask() : CostOf(task)));
            }
            catch (WebRunException e)
            {
                WriteError(ErrorRecords.From(e, task));
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

        var usages = _tasks.Select(t => Value(t.Task, "Usage")).OfType<object>().Select(PSObject.AsPSObject).ToList();
        WriteObject(new WebRunCost
        {
            Count = _tasks.Count,
            Completed = CountOf(nameof(WebRunTaskStatus.Completed)),
            Failed = CountOf(nameof(WebRunTaskStatus.Failed), nameof(WebRunTaskStatus.Stopped), nameof(WebRunTaskStatus.Terminated)),
            Unfinished = CountOf(nameof(WebRunTaskStatus.Pending), nameof(WebRunTaskStatus.Running), nameof(WebRunTaskStatus.WaitingForInput)),
            Cost = _tasks.Sum(t => t.Cost ?? 0),
            WithoutCost = _tasks.Count(t => t.Cost is null),
            PromptTokens = Sum("PromptTokens"),
            CompletionTokens = Sum("CompletionTokens"),
            TotalTokens = Sum("TotalTokens"),
            CompletionTime = new TimeSpan(usages.Sum(u => Value(u, "CompletionTime") is { } time ? LanguagePrimitives.ConvertTo<TimeSpan>(time).Ticks : 0)),
        });

        long Sum(string name) => usages.Sum(u => LanguagePrimitives.ConvertTo<long>(Value(u, name)));
    }

    /// <summary>The cost; text, such as a cell of a CSV, only if it can mean one number alone.</summary>
    private static decimal? CostOf(PSObject task) => Value(task, "Cost") switch
    {
        string text when string.IsNullOrWhiteSpace(text) => null,
        string text => NumberText.Read(text),
        var number => LanguagePrimitives.ConvertTo<decimal?>(number),
    };

    private static WebRunException NoTask() => new(WebRunErrorId.InvalidParameter, "The InputObject is not a task: it has no Status.");

    private int CountOf(params string[] statuses) =>
        // A status from a file is a number whose wrapper has the word.
        _tasks.Count(t => statuses.Contains($"{t.Task.Properties["Status"].Value}", StringComparer.OrdinalIgnoreCase));

    private static object? Value(PSObject item, string name) => Wrapped.Of(item, name);
}
