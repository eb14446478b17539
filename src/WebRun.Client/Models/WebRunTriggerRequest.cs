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

    /// <summary>The schema of the answers; null for free text. The service knows no CSV here.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it asks for CSV.</exception>
    public WebRunOutputSchema? OutputSchema { get; init => field = CheckedSchema(value); }

    /// <summary>Where the results are sent; for a new trigger by default its webhook, or the bot if it has none.</summary>
    public WebRunDeliveryMode? DeliveryMode { get; init; }

    /// <summary>The webhook; required unless results go only to the bot.</summary>
    public WebRunWebhook? Webhook { get; init; }

    /// <summary>The account's policy for its sessions; empty to have none any more.</summary>
    public string? PolicyId { get; init; }

    /// <summary>The number of failures in a row after which it pauses: 1 or more; the service's default is 5.</summary>
    public int? MaxConsecutiveFailures { get; init; }

    /// <summary>What is known about the trigger once the service has taken this: answers leave much of it out.</summary>
    /// <param name="triggerId">The trigger; null if it is new.</param>
    internal WebRunTrigger AsTaken(string? triggerId) => new()
    {
        TriggerId = triggerId,
        Name = Name,
        Description = Description,
        EnvironmentId = EnvironmentId,
        ScheduleType = Schedule?.Type ?? WebRunScheduleType.Unknown,
        Schedule = Schedule?.ToString(),
        Interval = Schedule?.Type == WebRunScheduleType.Every ? WebRunSchedule.Interval(Schedule.Text) : null,
        CronExpression = Schedule?.Type == WebRunScheduleType.Cron ? Schedule.Text : null,
        TimeZone = TimeZone,
        TaskDetails = TaskDetails,
        StartingPoint = StartingPoint,
        OutputType = OutputSchema?.OutputType ?? WebRunOutputType.Text,
        DeliveryMode = DeliveryMode,
        WebhookUrl = Webhook?.Url.AbsoluteUri,
        PolicyId = PolicyId is { Length: > 0 } ? PolicyId : null,
        MaxConsecutiveFailures = MaxConsecutiveFailures,
    };

    private static WebRunOutputSchema? CheckedSchema(WebRunOutputSchema? schema) => schema?.OutputType == WebRunOutputType.Csv
        ? throw new WebRunException(WebRunErrorId.InvalidParameter, "The OutputSchema cannot be used: a trigger's answers cannot be CSV. Give a JSON Schema, or a table of names and types.")
        : schema;
}
