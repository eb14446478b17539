using System;

namespace WebRun.Emulator;

/// <summary>Where the end of a task shall be told, checked.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Url">An https address.</param>
/// <param name="SubmittedData">What of the task is told.</param>
/// <param name="HadAuth">Whether there was an Authorization header for it, which is not kept.</param>
internal sealed record WebhookRequest(string Name, string Url, string SubmittedData, bool HadAuth)
{
    public static WebhookRequest? Read(JsonFields fields)
    {
        if (fields.Object("webhook") is not { } webhook)
        {
            return null;
        }

        var url = webhook.RequiredText("url");
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https"
            ? new WebhookRequest(
                webhook.RequiredText("name"),
                url,
                webhook.RequiredChoice("submittedData", "ai_response", "full_response", "just_ping"),
                webhook.Text("auth") is not null)
            : throw webhook.Invalid("url", "must be an absolute https address");
    }
}
