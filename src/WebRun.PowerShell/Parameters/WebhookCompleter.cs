using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WebRun.PowerShell;

/// <summary>Offers the table that a webhook is given as, with each of the data that it can be told.</summary>
public sealed class WebhookCompleter : IArgumentCompleter
{
    internal static readonly string[] Data = [nameof(WebRunWebhookData.FullResponse), nameof(WebRunWebhookData.AIResponse), nameof(WebRunWebhookData.JustPing)];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        wordToComplete.Length > 0 ? [] : Data.Select(data => new CompletionResult(
            $"@{{ Url = 'https://'; SubmittedData = '{data}' }}",
            data,
            CompletionResultType.ParameterValue,
            $"Tells {data}. Also possible: Name, and Auth, the Authorization header."));
}
