using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary>Completes the tags of the last 30 days, the latest first, from what this machine has noted of costs. Never asks the service.</summary>
public sealed class TagCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var word = wordToComplete.Trim('\'', '"');
            return [.. Contexts.Current.Client.GetNotedCosts(DateTimeOffset.Now - Age)
                .OrderByDescending(noted => noted.Time)
                .Select(noted => noted.Tag)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .Where(tag => tag.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Select(tag => new CompletionResult(Quoted(tag), Display.Shorten(Display.OneLine(tag)), CompletionResultType.ParameterValue, Display.OneLine(tag)))];
        }
#pragma warning disable CA1031 // As in IdCompleter: the command itself reports it, and Tab has nothing to offer.
        catch (Exception)
#pragma warning restore CA1031
        {
            return [];
        }
    }

    // A tag may come from a file, and what Tab inserts is run. A word that begins with a digit may be a number, such as 007 and 1kb.
    private static string Quoted(string tag) => tag.All(char.IsLetterOrDigit) && char.IsLetter(tag[0]) ? tag : $"'{CodeGeneration.EscapeSingleQuotedStringContent(tag)}'";
}
