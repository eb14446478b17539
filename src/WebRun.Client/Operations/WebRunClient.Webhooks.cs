using System;
using WebRun.Protocol;
using WebRun.Schemas;

namespace WebRun;

/// <content>What endpoints of webhooks receive.</content>
public sealed partial class WebRunClient
{
    /// <summary>The JSON of plain objects: dictionaries, arrays, texts, numbers, booleans, null.</summary>
    internal static string ToJson(object? plain) => PlainJson.Text(plain);

    /// <summary>Reads what the service has sent to a webhook, whichever <see cref="WebRunWebhookData"/> that is. Nothing is sent.</summary>
    /// <param name="payload">The body that was received.</param>
    /// <param name="schema">The schema that the task was sent with; null for text.</param>
    /// <returns>The task, as far as the payload tells: the whole of it, its answer alone, or its ids alone.</returns>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is empty.</exception>
    public static WebRunTask ReadWebhook(string payload, WebRunOutputSchema? schema = null) => string.IsNullOrWhiteSpace(payload)
        ? throw new WebRunException(WebRunErrorId.InvalidParameter, "The webhook's payload is empty: give the body that the endpoint received.")
        : WebhookReader.Read(payload, schema, DateTimeOffset.UtcNow);
}
