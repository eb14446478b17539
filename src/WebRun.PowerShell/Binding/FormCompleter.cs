using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WebRun.PowerShell;

/// <summary>Completes the forms of a value that is more than one word; the user edits the one that is inserted.</summary>
public abstract class FormCompleter : IArgumentCompleter
{
    /// <summary>Each form as it is written, its name in the list, and its tooltip.</summary>
    private protected abstract IEnumerable<(string Text, string Name, string About)> Forms { get; }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        IsAtItsBeginning(wordToComplete, commandAst) ? Forms.Select(form => new CompletionResult(form.Text, form.Name, CompletionResultType.ParameterValue, form.About)) : [];

    // After a comma the value has already begun, for example with the first column of a schema.
    private static bool IsAtItsBeginning(string? word, CommandAst? command) =>
        string.IsNullOrEmpty(word) && command?.Extent.Text.TrimEnd().EndsWith(",", StringComparison.Ordinal) != true;
}
