using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WebRun.PowerShell;

/// <summary>Completes the IANA names of time zones, also from a part after the slash.</summary>
public sealed class TimeZoneCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'', '"');
        return TimeZones.Names
            .Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase) || name.Split('/').Any(part => part.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
            .Select(name => new CompletionResult(name));
    }
}
