using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell.Execution;

/// <summary>An object from the pipeline that stands for a task, and why it is refused: what a row shows is used, or told.</summary>
/// <param name="row">The object.</param>
/// <param name="number">Its place in the pipeline, from 1; null if that is not known.</param>
internal sealed class TaskRow(PSObject row, int? number)
{
    private const int MaxNames = 20;
    private static readonly string[] TaskNames = ["TaskDetails", "Task", "Prompt"];

    /// <summary>True if a property is text that says what to do.</summary>
    public bool HasTask => TaskNames.Any(name => Wrapped.Of(row, name) is string);

    /// <summary>The object has no task.</summary>
    public WebRunException WithoutTask() => Wrapped.Open(row) switch
    {
        ValueType value => Refused($"'{Convert.ToString(value, CultureInfo.InvariantCulture)}' is {Kind(value)}, not a task. Say in words what to do with it, for example: ForEach-Object {{ \"Look up order $_\" }} | Invoke-WebRunTask."),
        _ when TaskNames.FirstOrDefault(name => Wrapped.Of(row, name) is not null) is { } name => Refused($"TaskDetails is missing: {Number} has {name}, which has to be text."),
        _ when row.IsFile() => Refused($"TaskDetails is missing: say what to do with the file '{row}', for example: Get-ChildItem *.pdf | Invoke-WebRunTask 'Upload this file'."),
        _ => Refused($"TaskDetails is missing: give text, or an object whose property TaskDetails, Task or Prompt is text. {Number} has {Names()}."),
    };

    /// <summary>Why the object is not for a command that opens a session of its own; null if it is.</summary>
    /// <param name="hasText">True if the command line says what to do.</param>
    public WebRunException? Misplaced(bool hasText) =>
        row.HasSession() ? Refused($"{Number} has the session {Wrapped.Of(row, "SessionId")}, which this command would not use: it opens another one. Send-WebRunTask gives an open session its next task.")
        : row.IsTrigger() && !hasText ? Refused($"{Number} is a trigger. Start-WebRunTrigger runs it now, with all its settings.")
        : row.IsTask() && hasText ? Refused($"{Number} is a task, and another text is given. To run the task again, leave the text out. To go on in one session, open it with New-WebRunSession, and give it each task with Send-WebRunTask.")
        : null;

    /// <summary>The task ran with something that it does not keep, and that is not given again; null otherwise.</summary>
    /// <param name="isGiven">True for a parameter that has a value.</param>
    public WebRunException? Incomplete(Func<string, bool> isGiven) =>
        Wrapped.Items(Wrapped.Of(row, "NotKept")).SelectMany(name => CellList.Of($"{name}")).FirstOrDefault(name => name.Length > 0 && !isGiven(name)) is { } missing
            ? Refused($"{Number} ran with {missing}, which a task does not keep. To run it again, give -{missing} again.")
            : null;

    /// <summary>Nothing of the object would be used, because the command line says what to do.</summary>
    public string Unused() => Wrapped.Open(row) switch
    {
        string text when Uri.TryCreate(text.Trim(), UriKind.Absolute, out var page) && page.Scheme.StartsWith("http", StringComparison.OrdinalIgnoreCase) =>
            $"'{text}' would not be used, because TaskDetails already says what to do. To open it first, add -StartingPoint {{ $_ }}.",
        string or ValueType => $"'{row}' would not be used, because TaskDetails already says what to do. To say it in the text, give a block: -TaskDetails {{ \"Look up $_\" }}.",
        _ => $"{Number} would not be used: the command line already says what to do, and of the row it takes only properties that are named like a parameter. It has {Names()}. To say something of it in the text, give a block: -TaskDetails {{ \"Look up $($_.Name)\" }}.",
    };

    /// <summary>Why the row cannot run as it is; null if it can.</summary>
    /// <param name="columns">The parameters that a row may bring, by all their names.</param>
    /// <param name="isUsed">True for a parameter that has a value.</param>
    public WebRunException? Refusal(IReadOnlyDictionary<string, string> columns, Func<string, bool> isUsed)
    {
        foreach (var property in row.Properties)
        {
            var name = property.Name;
            var isSecret = name.Equals("Secret", StringComparison.OrdinalIgnoreCase);
            var isUnused = columns.TryGetValue(name, out var parameter) ? !isUsed(parameter) : columns.ContainsKey(Trimmed(name));
            if ((isSecret || isUnused) && HasValue(property))
            {
                return Refused($"{Number} has " + (
                    isSecret ? "a Secret, which is refused, because a file or a table would keep it in clear. Give it with -Secret and a credential; it is used for all rows."
                    : parameter is null ? $"the property {Shown(name)}, which would not be used. Rename it to {Trimmed(name)}."
                    : $"{name}, which this form of the command does not use, for example because it does not wait for the task. Change the command, or leave the property out."));
            }
        }

        return null;
    }

    private string Number => number is null ? "The row" : FormattableString.Invariant($"Row {number}");

    private static bool HasValue(PSPropertyInfo property) => Wrapped.Open(property.Value) is { } value && !(value is string text && string.IsNullOrWhiteSpace(text));

    private static string Kind(ValueType value) => value switch
    {
        DateTime or DateTimeOffset => "a date",
        TimeSpan => "a duration",
        bool => "true or false",
        char => "a character",
        Enum => $"a value of {value.GetType().Name}",
        IConvertible => "a number",
        _ => $"a value of {value.GetType().Name}",
    };

    /// <summary>The names of its properties; what cannot be seen in one is written as its code.</summary>
    private string Names()
    {
        var names = row.Properties.Select(property => property.Name).ToList();
        return names.Count == 0 ? "no properties" : $"the properties {string.Join(", ", names.Take(MaxNames).Select(Shown))}{(names.Count > MaxNames ? ", …" : "")}";
    }

    private static string Shown(string name) => $"'{string.Concat(name.Select(c => c == ' ' || !(char.IsWhiteSpace(c) || IsInvisible(c)) ? $"{c}" : $"\\u{(int)c:X4}"))}'";

    private static string Trimmed(string name) => string.Concat(name.Where(c => !IsInvisible(c))).Trim();

    private static bool IsInvisible(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control;

    private static WebRunException Refused(string why) => new(WebRunErrorId.InvalidParameter, why);
}
