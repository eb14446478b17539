using System;

namespace WebRun;

/// <summary>The definition of a trigger. In a change, null keeps the trigger's value.</summary>
public sealed record WebRunTriggerRequest
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The environment that its sessions start from.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>When it runs.</summary>
    public WebRunSchedule? Schedule { get; init; }

    /// <summary>The IANA name of the time zone of a cron expression; the service's default is UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What its tasks do, in natural language.</summary>
    public string? TaskDetails { get; init; }

    /// <summary>The page to open first; an absolute http or https address.</summary>
    public Uri? StartingPoint { get; init; }

    /// <summary>The schema of the answers; null for free text.</summary>
    public WebRunOutputSchema? OutputSchema { get; init; }

    /// <summary>Where the results are sent; for a new trigger by default its webhook, or the bot if it has none.</summary>
    public WebRunDeliveryMode? DeliveryMode { get; init; }

    /// <summary>The webhook; required unless results go only to the bot.</summary>
    public WebRunWebhook? Webhook { get; init; }

    /// <summary>The account's policy for its sessions.</summary>
    public string? PolicyId { get; init; }

    /// <summary>The number of failures in a row after which it pauses: 1 or more; the service's default is 5.</summary>
    public int? MaxConsecutiveFailures { get; init; }
}
