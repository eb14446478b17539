using System;
using System.Collections.Generic;
using System.Globalization;
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

        var kept = _tasks.FindAll(t => IsFromJournal(t.Task));
        var paid = _tasks.FindAll(t => !IsFromJournal(t.Task));
        var usages = paid.Select(t => Value(t.Task, "Usage")).OfType<object>().Select(PSObject.AsPSObject).ToList();
        WriteObject(new WebRunCost
        {
            Count = _tasks.Count,
            Completed = CountOf(WebRunTaskStatus.Completed),
            Failed = CountOf(WebRunTaskStatus.Failed, WebRunTaskStatus.Stopped, WebRunTaskStatus.Terminated),
            Unfinished = CountOf(WebRunTaskStatus.Pending, WebRunTaskStatus.Running, WebRunTaskStatus.WaitingForInput),
            FromJournal = kept.Count,
            CostFromJournal = kept.Sum(t => t.Cost ?? 0),
            Cost = paid.Sum(t => t.Cost ?? 0),
            WithoutCost = paid.Count(t => t.Cost is null),
            PromptTokens = Sum("PromptTokens"),
            CompletionTokens = Sum("CompletionTokens"),
            TotalTokens = Sum("TotalTokens"),
            CompletionTime = new TimeSpan(usages.Sum(u => TicksOf(Value(u, "CompletionTime")))),
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

    // In CSV it is a word.
    private static bool IsFromJournal(PSObject task) => Value(task, "FromJournal") is { } value && bool.TryParse(value.ToString(), out var isFromJournal) && isFromJournal;

    // In JSON a status is its number, unless somebody asked for words.
    private int CountOf(params WebRunTaskStatus[] statuses) =>
        _tasks.Count(t => LanguagePrimitives.TryConvertTo<WebRunTaskStatus>(Value(t.Task, "Status"), CultureInfo.InvariantCulture, out var status) && statuses.Contains(status));

    // In JSON a time is its properties.
    private static long TicksOf(object? time) =>
        time is null ? 0 : LanguagePrimitives.ConvertTo<long>(PSObject.AsPSObject(time).Properties["Ticks"]?.Value ?? LanguagePrimitives.ConvertTo<TimeSpan>(time).Ticks);

    /// <summary>The value of a property; null for none, which is an empty cell in CSV.</summary>
    private static object? Value(PSObject item, string name) => Wrapped.Of(item, name) is not "" and var value ? value : null;
}
