using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WebRun.PowerShell;

/// <summary>Offers the tables that secrets are given as.</summary>
public sealed class SecretCompleter : IArgumentCompleter
{
    private static readonly (string Table, string Shown, string About)[] Tables =
    [
        ("@{ '*.site.example' = Get-Credential }", "credential", "The fields username and password, for a site and those below it"),
        ("@{ 'site.example' = @{ user = 'me'; pin = Read-Host -AsSecureString } }", "fields", "Fields of your own, for one site. Also possible: all, for any site"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        wordToComplete.Length > 0 ? [] : Tables.Select(table => new CompletionResult(table.Table, table.Shown, CompletionResultType.ParameterValue, table.About));
}
