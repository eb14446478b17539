using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace WebRun.Emulator;

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

    /// <summary>The domains that it shall not visit.</summary>
    public IReadOnlyList<string> AvoidDomains { get; init; } = [];

    public WebhookRequest? Webhook { get; init; }

    public required Scenario Scenario { get; init; }
}
