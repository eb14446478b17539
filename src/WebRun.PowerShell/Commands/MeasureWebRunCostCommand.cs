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
    private readonly List<Measured> _tasks = [];
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
                _tasks.Add(task.Properties["Status"] is null ? throw Invalid("is not a task: it has no Status.") : Measured.Of(task));
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

        var kept = _tasks.FindAll(t => t.IsFromJournal);
        var paid = _tasks.FindAll(t => !t.IsFromJournal);
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
            PromptTokens = paid.Sum(t => t.PromptTokens),
            CompletionTokens = paid.Sum(t => t.CompletionTokens),
            TotalTokens = paid.Sum(t => t.TotalTokens),
            CompletionTime = new TimeSpan(paid.Sum(t => t.Ticks)),
        });
    }

    private static WebRunException Invalid(string why) => new(WebRunErrorId.InvalidParameter, $"The InputObject {why}");

    private int CountOf(params WebRunTaskStatus[] statuses) => _tasks.Count(t => t.Status is { } status && statuses.Contains(status));

    /// <summary>What of a task is added up, in whatever form a file or another process has kept it.</summary>
    private sealed record Measured(WebRunTaskStatus? Status, bool IsFromJournal, decimal? Cost, long PromptTokens, long CompletionTokens, long TotalTokens, long Ticks)
    {
        public static Measured Of(PSObject task)
        {
            var usage = Value(task, "Usage");
            return new Measured(
                LanguagePrimitives.TryConvertTo<WebRunTaskStatus>(Value(task, "Status"), CultureInfo.InvariantCulture, out var status) ? status : null,

                // In CSV it is a word.
                bool.TryParse(Value(task, "FromJournal")?.ToString(), out var isFromJournal) && isFromJournal,
                CostOf(task),
                Number("PromptTokens"),
                Number("CompletionTokens"),
                Number("TotalTokens"),
                TicksOf(Value(usage, "CompletionTime")));

            long Number(string name) => LanguagePrimitives.ConvertTo<long>(Value(usage, name));
        }

        /// <summary>The cost; text, such as a cell of a CSV, only if it can mean one number alone.</summary>
        private static decimal? CostOf(PSObject task) => Value(task, "Cost") switch
        {
            string text when string.IsNullOrWhiteSpace(text) => null,
            string text => NumberText.Read(text),
            var number => LanguagePrimitives.ConvertTo<decimal?>(number),
        };

        // In JSON a time is its properties.
        private static long TicksOf(object? time) =>
            time is null ? 0 : LanguagePrimitives.ConvertTo<long>(PSObject.AsPSObject(time).Properties["Ticks"]?.Value ?? LanguagePrimitives.ConvertTo<TimeSpan>(time).Ticks);

        /// <summary>The value of a property; null for none, which is an empty cell in CSV.</summary>
        private static object? Value(object? item, string name) => Wrapped.Of(item, name) is not "" and var value ? value : null;
    }
}
