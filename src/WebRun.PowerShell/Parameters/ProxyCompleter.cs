using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WebRun.PowerShell;

/// <summary>Completes countries by their code or their name, and <c>random</c>.</summary>
public sealed class ProxyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'', '"');
        return CountryCodes.All.Select(code => (Text: code, About: CountryCodes.NameOf(code)))
            .Prepend((Text: ProxyTransformationAttribute.AnyCountry, About: "Any country"))
            .Where(known => known.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase) || known.About.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(known => new CompletionResult(known.Text, known.Text, CompletionResultType.ParameterValue, known.About));
    }
}
