using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using WebRun.Schemas;

namespace WebRun.Protocol;

/// <summary>Reads triggers and their runs. Anything missing or odd is ignored.</summary>
internal static class TriggerResponses
{
    private static readonly Regex StatusInRefusal = new("a job with status \"(?<status>[a-z]+)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    /// <summary>A trigger, added to what is already known about it; null if there is none.</summary>
    public static WebRunTrigger? Read(ServiceResponse answer, WebRunTrigger known)
    {
        // Of the answers to a change only the fields are documented, not whether they stand in an object of their own.
        var isInside = answer.Json.Field("cronJob").ValueKind == JsonValueKind.Object;
        var json = isInside ? answer.Json.Field("cronJob") : answer.Json;
        if (!isInside && Id(json) is null)
        {
            return null;
        }

        // The latest runs stand beside the trigger.
        var trigger = Trigger(json, known);
        return answer.Json.Field("recentRuns").ValueKind == JsonValueKind.Undefined ? trigger : trigger with { RecentRuns = Runs(answer.Json) };
    }

    /// <summary>The triggers of a list; null if there is no list.</summary>
    public static IReadOnlyList<WebRunTrigger>? List(ServiceResponse answer) => answer.Json.Field("cronJobs") is { ValueKind: JsonValueKind.Array } json ? [.. json.Objects().Select(item => Trigger(item, new WebRunTrigger()))] : null;

    /// <summary>A run; null if there is none.</summary>
    public static WebRunTriggerRun? Run(ServiceResponse answer, string triggerId) => answer.Json.Field("run") is { ValueKind: JsonValueKind.Object } json ? Run(json) with { TriggerId = triggerId } : null;

    /// <summary>A page of runs; null if there is no list.</summary>
    public static WebRunTriggerRunPage? Page(ServiceResponse answer, string triggerId, long page)
    {
        var (list, pagination) = (answer.Json.Field("runs"), answer.Json.Field("pagination"));
        if (list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        WebRunTriggerRun[] runs = [.. list.Objects().Select(run => Run(run) with { TriggerId = triggerId })];
        var isLast = pagination.Number("totalPages") is { } pages ? page >= pages : runs.Length < WebRunTriggerRunPage.MaxRuns;
        return new WebRunTriggerRunPage(runs, pagination.Number("total") is >= 0 and < 1e15 and var total ? (long)total : null, isLast || runs.Length == 0);
    }

    /// <summary>True for the refusal of a pause or resume because the trigger already is as asked.</summary>
    public static bool IsAlready(WebRunException refusal, WebRunTriggerStatus status) =>
        refusal.StatusCode == 400 && Status(StatusInRefusal.Match(refusal.Message).Groups["status"].Value) == status;

    /// <summary>Many answers name only some fields: a field that is null has nothing, but one that is left out is as it was.</summary>
    private static WebRunTrigger Trigger(JsonElement json, WebRunTrigger known)
    {
        return WithSchedule(json, known) with
        {
            TriggerId = Id(json) ?? known.TriggerId,
            TaskDetails = json.Text("prompt") ?? json.Text("taskDetails") ?? known.TaskDetails,
            StartingPoint = Has("startingUrl") ? Page(json.Text("startingUrl")) : Has("startingPoint") ? Page(json.Text("startingPoint")) : known.StartingPoint,
            Name = Has("name") ? json.Text("name") : known.Name,
            Description = Has("description") ? json.Text("description") : known.Description,
            EnvironmentId = Has("environmentId") ? json.Text("environmentId") : known.EnvironmentId,
            PolicyId = Has("policyId") ? json.Text("policyId") : known.PolicyId,
            Status = Has("status") ? Status(json.Text("status")) : known.Status,
            TimeZone = Has("timezone") ? json.Text("timezone") : known.TimeZone,
            OutputType = Has("outputType") ? OutputType(json.Text("outputType")) : known.OutputType,
            DeliveryMode = Has("deliveryMode") ? DeliveryMode(json.Text("deliveryMode")) : known.DeliveryMode,
            WebhookUrl = Has("webhook") ? json.Field("webhook").Text("url") : known.WebhookUrl,
            MaxConsecutiveFailures = Has("maxConsecutiveFailures") ? Count(json, "maxConsecutiveFailures") : known.MaxConsecutiveFailures,
            ConsecutiveFailures = Has("consecutiveFailures") ? Count(json, "consecutiveFailures") : known.ConsecutiveFailures,
            NextRunAt = Has("nextRunAt") ? WireTime.In(json, "nextRunAt") : known.NextRunAt,
            CreatedAt = Has("createdAt") ? WireTime.In(json, "createdAt") : known.CreatedAt,
            UpdatedAt = Has("updatedAt") ? WireTime.In(json, "updatedAt") : known.UpdatedAt,
            RecentRuns = Has("recentRuns") ? Runs(json) : known.RecentRuns,
        };

        bool Has(string name) => json.Field(name).ValueKind != JsonValueKind.Undefined;
    }

    private static WebRunTriggerRun[] Runs(JsonElement json) => [.. json.Field("recentRuns").Objects().Select(Run)];

    private static WebRunTriggerRun Run(JsonElement json) => new()
    {
        RunId = Id(json),
        TriggerId = json.Text("cronJobId"),
        Status = json.Text("status"),
        SessionId = json.Text("sessionId"),
        TaskId = json.Text("taskId"),
        Error = json.Text("error"),
        CreatedAt = WireTime.In(json, "createdAt"),
    };

    private static string? Id(JsonElement json) => json.Text("_id") ?? json.Text("id");

    /// <summary>The answer to a change names no type: the field that it has tells.</summary>
    private static WebRunTrigger WithSchedule(JsonElement json, WebRunTrigger known)
    {
        var word = json.Text("scheduleType");
        var (type, text) = word?.ToUpperInvariant() switch
        {
            "AT" => (WebRunScheduleType.At, json.Text("scheduleAt")),
            "EVERY" => (WebRunScheduleType.Every, json.Text("scheduleInterval")),
            "CRON" => (WebRunScheduleType.Cron, json.Text("scheduleCron")),
            null when json.Text("scheduleCron") is { } cron => (WebRunScheduleType.Cron, cron),
            null when json.Text("scheduleInterval") is { } interval => (WebRunScheduleType.Every, interval),
            null when json.Text("scheduleAt") is { } time => (WebRunScheduleType.At, time),
            _ => (WebRunScheduleType.Unknown, word),
        };
        return type == WebRunScheduleType.Unknown && word is null ? known : known with
        {
            ScheduleType = type,
            Schedule = WebRunSchedule.Show(type, text),
            ScheduledAt = type == WebRunScheduleType.At ? WireTime.In(json, "scheduleAt") : null,
            Interval = type == WebRunScheduleType.Every ? WebRunSchedule.Interval(text) : null,
            CronExpression = type == WebRunScheduleType.Cron ? text : null,
        };
    }

    private static Uri? Page(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var page) ? page : null;

    private static WebRunOutputType OutputType(string? word) => word?.ToUpperInvariant() switch
    {
        "STRUCTURED" or "STRUCTURED_JSON" => WebRunOutputType.Json,
        "STRUCTURED_CSV" => WebRunOutputType.Csv,
        _ => WebRunOutputType.Text,
    };

    private static WebRunTriggerStatus Status(string? word) => word?.ToUpperInvariant() switch
    {
        "ACTIVE" => WebRunTriggerStatus.Active,
        "PAUSED" => WebRunTriggerStatus.Paused,
        _ => WebRunTriggerStatus.Unknown,
    };

    private static WebRunDeliveryMode? DeliveryMode(string? word) => word?.ToUpperInvariant() switch
    {
        "WEBHOOK" => WebRunDeliveryMode.Webhook,
        "BOT" => WebRunDeliveryMode.Bot,
        "BOTH" => WebRunDeliveryMode.Both,
        _ => null,
    };

    private static int? Count(JsonElement json, string name) => json.Number(name) is >= 0 and <= int.MaxValue and var number ? (int)number : null;
}
