using System.Collections.Generic;
using System.Linq;

namespace WebRun.PowerShell;

/// <summary>Offers the table that a webhook is given as, with each of the data that it can be told.</summary>
public sealed class WebhookCompleter : FormCompleter
{
    internal static readonly string[] Data = [nameof(WebRunWebhookData.FullResponse), nameof(WebRunWebhookData.AIResponse), nameof(WebRunWebhookData.JustPing)];

    private protected override IEnumerable<(string Text, string Name, string About)> Forms =>
        Data.Select(data => ($"@{{ Url = 'https://'; SubmittedData = '{data}' }}", data, $"Tells {data}. Also possible: Name, and Auth, the Authorization header."));
}
