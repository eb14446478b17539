using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WebRun.PowerShell;

/// <summary>Offers the days from which costs are usually added up. As dates, not as expressions: Tab may insert only the beginning that they share, and goes on from there.</summary>
public sealed class SinceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var today = DateTime.Today;
        (DateTime Day, string Name)[] days = [(today, "today"), (today.AddDays(-6), "7 days"), (today.AddDays(1 - today.Day), "this month")];
        return days
            .Select(day => (Text: day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day.Name))
            .Where(day => day.Text.StartsWith(wordToComplete ?? "", StringComparison.Ordinal))
            .Select(day => new CompletionResult(day.Text, $"{day.Text} {day.Name}", CompletionResultType.ParameterValue, day.Name));
    }
}
