using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WebRun.PowerShell;

/// <summary>Offers the output types that an answer can have, each as a short form of its schema to write on from.</summary>
public sealed class OutputSchemaCompleter : IArgumentCompleter
{
    private static readonly (string Schema, string Name, string About)[] Forms =
    [
        ("@{ title = 'string'; price = 'number' }", "Json: an object", "Output is an object with these properties. Types are string, number, integer and boolean; string[] is a list, a table in the table an object."),
        ("@(@{ title = 'string'; price = 'number' })", "Json: a list of objects", "Output is a list of objects with these properties."),
        ("@('title', 'price')", "Csv", "Output is an object for each row, with these columns as texts."),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        IsAtItsBeginning(wordToComplete, commandAst) ? Forms.Select(form => new CompletionResult(form.Schema, form.Name, CompletionResultType.ParameterValue, form.About)) : [];

    // After a comma a column's name is next.
    private static bool IsAtItsBeginning(string? word, CommandAst? command) =>
        string.IsNullOrEmpty(word) && command?.Extent.Text.TrimEnd().EndsWith(",", StringComparison.Ordinal) != true;
}
