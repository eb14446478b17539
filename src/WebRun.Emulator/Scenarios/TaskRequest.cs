using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Scenarios;

/// <summary>A task as asked for, checked, whichever request generation it came in.</summary>
internal sealed record TaskRequest
{
    /// <summary>The text as received; empty only where the service allows it.</summary>
    public required string Details { get; init; }

    /// <summary>The page to open first.</summary>
    public string? StartingPoint { get; init; }

    /// <summary>The work time at which the service ends the task.</summary>
    public required TimeSpan MaxDuration { get; init; }

    public required int MaxInputTokens { get; init; }

    public required int MaxOutputTokens { get; init; }

    /// <summary>Whether the session ends with this task.</summary>
    public bool TerminateOnCompletion { get; init; }

    public OutputType OutputType { get; init; }

    /// <summary>An object, or for CSV also a list of column names; there for structured output.</summary>
    public JsonNode? OutputSchema { get; init; }

    /// <summary>The uploaded files that it works with.</summary>
    public IReadOnlyList<string> FileIds { get; init; } = [];

    /// <summary>How many secrets came with it.</summary>
    public int SecretCount { get; init; }

    /// <summary>The domains that it must not visit.</summary>
    public IReadOnlyList<string> AvoidDomains { get; init; } = [];

    public WebhookRequest? Webhook { get; init; }

    public required Scenario Scenario { get; init; }
}

/// <summary>What a task's message is.</summary>
internal enum OutputType
{
    /// <summary>Plain text.</summary>
    Text,

    /// <summary>A JSON document.</summary>
    Json,

    /// <summary>CSV with a header row.</summary>
    Csv,
}

/// <summary>The validated webhook of a task.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">An https address.</param>
/// <param name="SubmittedData">What is sent about the task.</param>
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
