using System;

namespace WebRun;

/// <summary>What a trigger is to be. In a change, a null leaves as it is what the trigger has.</summary>
public sealed record WebRunTriggerRequest
{
    /// <summary>What to call it.</summary>
    public string? Name { get; init; }

    /// <summary>What to say of it.</summary>
    public string? Description { get; init; }

    /// <summary>The environment that its sessions start from.</summary>
    public string? EnvironmentId { get; init; }

    /// <summary>When it runs.</summary>
    public WebRunSchedule? Schedule { get; init; }

    /// <summary>The IANA name of the time zone whose clocks a cron expression means; the service's default is UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>What its tasks are to do, in natural language.</summary>
    public string? TaskDetails { get; init; }

    /// <summary>The page to open first; an absolute http or https address.</summary>
    public Uri? StartingPoint { get; init; }

    /// <summary>The data that the answers have to be; null for free text.</summary>
    public WebRunOutputSchema? OutputSchema { get; init; }

    /// <summary>Who is told of the results; for a new trigger by default its webhook, or the bot where there is none.</summary>
    public WebRunDeliveryMode? DeliveryMode { get; init; }

    /// <summary>The address that is told; needed unless only the bot is.</summary>
    public WebRunWebhook? Webhook { get; init; }

    /// <summary>The account's policy for its sessions.</summary>
    public string? PolicyId { get; init; }

    /// <summary>How many failures in a row pause it: 1 or more, by the service's default 5.</summary>
    public int? MaxConsecutiveFailures { get; init; }
}
