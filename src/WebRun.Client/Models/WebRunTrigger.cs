using System;
using System.Collections.Generic;
using WebRun.Models;

namespace WebRun;

/// <summary>A task that the service runs on a schedule, each time in its own session.</summary>
public sealed record WebRunTrigger
{
    internal WebRunTrigger()
    {
    }

    /// <summary>The service's id of the trigger.</summary>
    public string? TriggerId { get; internal init; }

    /// <summary>Its name.</summary>
    public string? Name { get; internal init; }

    /// <summary>Its description.</summary>
    public string? Description { get; internal init; }

    /// <summary>The environment that its sessions start from.</summary>
    public string? EnvironmentId { get; internal init; }

    /// <summary>Whether it runs by its schedule.</summary>
    public WebRunTriggerStatus Status { get; internal init; }

    /// <summary>The type of its schedule.</summary>
    public WebRunScheduleType ScheduleType { get; internal init; }

    /// <summary>Its schedule as people say it, such as <c>every 30m</c>.</summary>
    public string? Schedule { get; internal init; }

    /// <summary>When it runs, for one that runs once.</summary>
    public DateTimeOffset? ScheduledAt { get; internal init; }

    /// <summary>Its interval; null for the other schedules.</summary>
    public TimeSpan? Interval { get; internal init; }

    /// <summary>Its cron expression; null for the other schedules.</summary>
    public string? CronExpression { get; internal init; }

    /// <summary>The IANA name of the time zone of a cron expression.</summary>
    public string? TimeZone { get; internal init; }

    /// <summary>What its tasks do, in natural language.</summary>
    public string? TaskDetails { get; internal init; }

    /// <summary>The page that they open first.</summary>
    public Uri? StartingPoint { get; internal init; }

    /// <summary>The kind of answer that is requested.</summary>
    public WebRunOutputType OutputType { get; internal init; }

    /// <summary>Where the results are sent; null if the service does not say, or this version does not know the value.</summary>
    public WebRunDeliveryMode? DeliveryMode { get; internal init; }

    /// <summary>The webhook's address; null for none.</summary>
    public string? WebhookUrl { get; internal init; }

    /// <summary>The account's policy for its sessions.</summary>
    public string? PolicyId { get; internal init; }

    /// <summary>The number of failures in a row after which it pauses.</summary>
    public int? MaxConsecutiveFailures { get; internal init; }

    /// <summary>How many of its runs have failed in a row.</summary>
    public int? ConsecutiveFailures { get; internal init; }

    /// <summary>When it runs next; null while it is paused, and when it will not run again.</summary>
    public DateTimeOffset? NextRunAt { get; internal init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreatedAt { get; internal init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; internal init; }

    /// <summary>Its latest runs, the newest first, at most 10; empty for a trigger from a list.</summary>
    public IReadOnlyList<WebRunTriggerRun> RecentRuns { get; internal init => field = new TextList<WebRunTriggerRun>([.. value]); } = new TextList<WebRunTriggerRun>([]);

    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines(TriggerId ?? Name);
}

/// <summary>Whether a trigger runs by its schedule.</summary>
public enum WebRunTriggerStatus
{
    /// <summary>The service says nothing, or something that this version does not know.</summary>
    Unknown,

    /// <summary>It runs.</summary>
    Active,

    /// <summary>It is paused: it was disabled, or has failed too often in a row.</summary>
    Paused,
}

/// <summary>Where the results of a trigger are sent.</summary>
public enum WebRunDeliveryMode
{
    /// <summary>The address of its webhook.</summary>
    Webhook,

    /// <summary>The bot that is linked with the account.</summary>
    Bot,

    /// <summary>Both.</summary>
    Both,
}
