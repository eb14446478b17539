using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell.Execution;

/// <summary>An object from the pipeline that stands for a task, and why it is refused: what a row shows is used, or told.</summary>
/// <param name="row">The object.</param>
/// <param name="number">Its place in the pipeline, from 1; null if that is not known.</param>
/// <param name="columns">The parameters that it may bring, by all their names.</param>
internal sealed class TaskRow(PSObject row, int? number, IReadOnlyDictionary<string, string> columns)
{
    private const int MaxNames = 20;
    private const string Secret = "Secret";

    private IReadOnlyList<(string Name, object? Value)>? _cells;

    /// <summary>The parameter that says what to do.</summary>
    public const string Task = "TaskDetails";

    /// <summary>What the object shows of parameters: its properties, or the entries of a table, that are not empty and are named like one, or nearly so.</summary>
    /// <exception cref="RuntimeException">A property of the user's object fails.</exception>
    public IReadOnlyList<(string Name, object? Value)> Cells => _cells ??= Read();

    /// <summary>True if it shows what to do.</summary>
    public bool HasTask => Cells.Any(cell => columns.TryGetValue(cell.Name, out var parameter) && parameter == Task);

    /// <summary>The object, as errors say it.</summary>
    public string Number => number is null ? "The row" : FormattableString.Invariant($"Row {number}");

    /// <summary>The object has no task.</summary>
    public WebRunException WithoutTask() => Wrapped.Open(row) switch
    {
        string => Refused("The text is blank. Say what to do, in plain language."),
        Uri page => Refused($"'{page}' is only an address, and does not say what to do. Say it in words, and open the page with -StartingPoint {{ $_ }}."),
        ValueType value => Refused($"{Described.Of(value)}, not a task. Say in words what to do with it, for example: ForEach-Object {{ \"Look up order $_\" }} | Invoke-WebRunTask."),
        _ when row.IsFile() => Refused($"TaskDetails is missing: say what to do with the file '{row}', for example: Get-ChildItem *.pdf | Invoke-WebRunTask 'Upload this file'."),
        _ => Refused($"TaskDetails is missing: give text, or an object whose property TaskDetails, Task or Prompt is text. {Number} has {Names()}.{Renamed()}"),
    };

    /// <summary>What to do about a header that nearly says what to do.</summary>
    private string Renamed() => Cells.Select(cell => (cell.Name, Column: ColumnOf(cell.Name))).FirstOrDefault(cell => cell.Column is not null && columns[cell.Column] == Task) is { Column: { } column } near
        ? $" Rename {Shown(near.Name)} to {column}."
        : "";

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
    /// <param name="isUsed">True for a parameter that has a value.</param>
    /// <param name="isOnLine">True for a parameter that the command line gives its value, so that columns of its name do not count.</param>
    public WebRunException? Refusal(Func<string, bool> isUsed, Func<string, bool> isOnLine)
    {
        foreach (var (name, _) in Cells)
        {
            if (IsSecret(name))
            {
                return Refused($"{Number} has a Secret, which is refused, because a file or a table would keep it in clear. Give it with -Secret and a credential; it is used for all rows.");
            }

            if (columns.TryGetValue(name, out var parameter) && !isUsed(parameter))
            {
                return Unusable(name);
            }

            if (parameter is null && ColumnOf(name) is { } column && !isOnLine(columns[column]))
            {
                var hasOther = Cells.Any(cell => columns.TryGetValue(cell.Name, out var other) && other == columns[column]);
                return Refused($"{Number} has the property {Shown(name)}, which would not be used. {(hasOther ? "Leave it out" : $"Rename it to {column}")}.");
            }
        }

        return null;
    }

    /// <summary>The command has no use for a cell.</summary>
    public WebRunException Unusable(string name) =>
        Refused($"{Number} has {name}, which this form of the command does not use, for example because it does not wait for the task. Change the command, or leave the property out.");

    /// <summary>The error of a row.</summary>
    public static WebRunException Refused(string why) => new(WebRunErrorId.InvalidParameter, why);

    private List<(string Name, object? Value)> Read()
    {
        var cells = new List<(string Name, object? Value)>();
        foreach (var (name, value) in Properties())
        {
            if (IsColumn(name) && value() is var shown && !Wrapped.IsEmpty(shown))
            {
                cells.Add((name, shown));
            }
        }

        return cells;
    }

    // Only those that may count are read: any other may fail, or cost time.
    private IEnumerable<(string Name, Func<object?> Value)> Properties()
    {
        var properties = row.Properties.Select(property => (property.Name, (Func<object?>)(() => property.Value)));
        return Wrapped.Open(row) switch
        {
            string text => properties.Prepend((Task, () => text)),
            IDictionary table => table.Keys.Cast<object>().Select(key => ($"{key}", (Func<object?>)(() => table[key]))),
            _ => properties,
        };
    }

    private bool IsColumn(string name) => columns.ContainsKey(name) || ColumnOf(name) is not null || IsSecret(name);

    /// <summary>The column that a header such as 'Max Cost', avoid_domains or one with a byte order mark means; null for none.</summary>
    private string? ColumnOf(string name)
    {
        var letters = Letters(name);
        return columns.Keys.FirstOrDefault(column => column.Equals(letters, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsSecret(string name) => Letters(name).Equals(Secret, StringComparison.OrdinalIgnoreCase);

    /// <summary>The names of its properties; what cannot be seen in one is written as its code.</summary>
    private string Names()
    {
        var names = Properties().Select(property => property.Name).ToList();
        return names.Count == 0 ? "no properties" : $"the properties {string.Join(", ", names.Take(MaxNames).Select(Shown))}{(names.Count > MaxNames ? ", …" : "")}";
    }

    private static string Shown(string name) => $"'{string.Concat(name.Select(c => c == ' ' || !(char.IsWhiteSpace(c) || IsInvisible(c)) ? $"{c}" : $"\\u{(int)c:X4}"))}'";

    private static string Letters(string name) => name.All(char.IsLetterOrDigit) ? name : string.Concat(name.Where(char.IsLetterOrDigit));

    private static bool IsInvisible(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control;
}
