using System;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using WebRun.Models;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell.Execution;

/// <summary>What of a task is added up, in whatever form a file, another process or the log of costs has kept it.</summary>
internal sealed record MeasuredTask
{
    // What a usage says of itself, which is all that CSV keeps of it.
    private static readonly Regex UsageText = new(@"^(?<TotalTokens>[0-9]{1,18}) tokens \((?<PromptTokens>[0-9]{1,18}) read, (?<CompletionTokens>[0-9]{1,18}) written\), (?<Seconds>[0-9]{1,9}(\.[0-9]{1,7})?) s,", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>Its status; null for one that this version does not know, and for a session without a task.</summary>
    public WebRunTaskStatus? Status { get; private init; }

    /// <summary>True for a task.</summary>
    public bool IsTask { get; private init; } = true;

    /// <summary>When it was sent; null if that is not known.</summary>
    public DateTimeOffset? Time { get; private init; }

    /// <summary>What its costs are summed by.</summary>
    public string? Tag { get; private init; }

    /// <summary>True if an earlier run has paid for it.</summary>
    public bool IsFromJournal { get; private init; }

    /// <summary>What it has cost; null if that is not known.</summary>
    public decimal? Cost { get; private init; }

    /// <summary>Tokens that the agent has read.</summary>
    public long PromptTokens { get; private init; }

    /// <summary>Tokens that the agent has written.</summary>
    public long CompletionTokens { get; private init; }

    /// <summary>All tokens.</summary>
    public long TotalTokens { get; private init; }

    /// <summary>The agent's working time, in ticks.</summary>
    public long Ticks { get; private init; }

    /// <summary>How long its session was open, by an estimate; null if that is not known.</summary>
    public TimeSpan? SessionTime { get; private init; }

    /// <summary>Reads an object from the pipeline.</summary>
    public static MeasuredTask Of(PSObject task)
    {
        var usage = Value(task, "Usage");
        var text = usage is string words && UsageText.Match(words) is { Success: true } match ? match.Groups : null;
        return new MeasuredTask
        {
            Status = LanguagePrimitives.TryConvertTo<WebRunTaskStatus>(Value(task, "Status"), CultureInfo.InvariantCulture, out var status) ? status : null,
            Time = TimeOf(Value(task, "SubmittedAt")),
            Tag = Value(task, "Tag")?.ToString(),

            // In CSV it is a word.
            IsFromJournal = bool.TryParse(Value(task, "FromJournal")?.ToString(), out var isFromJournal) && isFromJournal,
            Cost = CostOf(task),
            PromptTokens = Number("PromptTokens"),
            CompletionTokens = Number("CompletionTokens"),
            TotalTokens = Number("TotalTokens"),
            Ticks = text is null ? TicksOf(Value(usage, "CompletionTime")) : (long)(decimal.Parse(text["Seconds"].Value, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond),
        };

        long Number(string name) => LanguagePrimitives.ConvertTo<long>(text is null ? Value(usage, name) : text[name].Value);
    }

    /// <summary>Takes what the log of costs has.</summary>
    public static MeasuredTask Of(NotedCost noted) => new()
    {
        Status = noted.Status,
        IsTask = noted.Status is not null,
        Time = noted.Time,
        Tag = noted.Tag,
        Cost = noted.Cost,
        SessionTime = noted.SessionTime ?? TimeSpan.Zero,
    };

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

    private static DateTimeOffset? TimeOf(object? time) =>
        LanguagePrimitives.TryConvertTo<DateTimeOffset>(time, CultureInfo.InvariantCulture, out var moment) || LanguagePrimitives.TryConvertTo(time, CultureInfo.CurrentCulture, out moment) ? moment : null;

    /// <summary>The value of a property; null for none, which is an empty cell in CSV.</summary>
    private static object? Value(object? item, string name) => Wrapped.Of(item, name) is not "" and var value ? value : null;
}
