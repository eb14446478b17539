using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes a webhook as its address, or as a table of address, name, data and authorization.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WebhookTransformationAttribute : CheckedTransformationAttribute
{
    private const string Url = "Url";
    private const string Name = "Name";
    private const string Auth = "Auth";
    private const string SubmittedData = "SubmittedData";

    private protected override object? Opened(object? input) => Wrapped.AsTable(input);

    private protected override object? Read(object? given) => given switch
    {
        null or WebRunWebhook => given,
        IDictionary table => FromTable(new ParameterTable(table, "Webhook", Url, Name, Auth, SubmittedData)),
        Uri address => new WebRunWebhook(address),
        _ => new WebRunWebhook(ToUri($"{given}")),
    };

    private static WebRunWebhook FromTable(ParameterTable table) => new(
        ToUri(table.Text(Url) ?? throw table.Invalid($"it has no {Url}.")),
        table.Text(Name),
        Data(table),
        table.Secret(Auth));

    private static WebRunWebhookData Data(ParameterTable table) =>
        table[SubmittedData] is not { } given ? WebRunWebhookData.FullResponse
        : ParameterTable.One<WebRunWebhookData>(given is string word ? WithoutUnderscores(word) : given)
        ?? throw table.Invalid($"its {SubmittedData} has to be one of {string.Join(", ", WebhookCompleter.Data)}, {string.Join(", ", WebhookCompleter.Words)}.");

    // The service writes ai_response where we write AIResponse.
    private static string WithoutUnderscores(string word) => word.Replace("_", "");
}

/// <summary>Completes a webhook's hashtable, with each kind of data that can be sent.</summary>
public sealed class WebhookCompleter : FormCompleter
{
    internal static readonly string[] Data = [nameof(WebRunWebhookData.FullResponse), nameof(WebRunWebhookData.AIResponse), nameof(WebRunWebhookData.JustPing)];

    internal static readonly string[] Words = ["full_response", "ai_response", "just_ping"];

    private protected override IEnumerable<(string Text, string Name, string About)> Forms =>
        Data.Concat(Words).Select(data => ($"@{{ Url = 'https://'; SubmittedData = '{data}' }}", data, $"Sends {data}. Also possible: Name, and Auth, the Authorization header."));
}
