using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using WebRun.Schemas;

namespace WebRun.Protocol;

/// <summary>Reads triggers and their runs. Anything missing or odd is ignored.</summary>
internal static class TriggerResponses
{
    /// <summary>A trigger; null if there is none.</summary>
    public static WebRunTrigger? Read(ServiceResponse answer) => answer.Json.Field("cronJob") is { ValueKind: JsonValueKind.Object } json ? Trigger(json) : null;

    /// <summary>The triggers of a list; null if there is no list.</summary>
    public static IReadOnlyList<WebRunTrigger>? List(ServiceResponse answer) => answer.Json.Field("cronJobs") is { ValueKind: JsonValueKind.Array } json ? [.. json.Objects().Select(Trigger)] : null;

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

    private static WebRunTrigger Trigger(JsonElement json)
    {
        var (type, text) = Schedule(json);
        return new WebRunTrigger
        {
            TriggerId = Id(json),
            Name = json.Text("name"),
            Description = json.Text("description"),
            EnvironmentId = json.Text("environmentId"),
            Status = Status(json.Text("status")),
            ScheduleType = type,
            Schedule = WebRunSchedule.Show(type, text),
            ScheduledAt = type == WebRunScheduleType.At ? WireTime.In(json, "scheduleAt") : null,
            Interval = type == WebRunScheduleType.Every ? WebRunSchedule.Interval(text) : null,
            CronExpression = type == WebRunScheduleType.Cron ? text : null,
            TimeZone = json.Text("timezone"),
            TaskDetails = json.Text("prompt") ?? json.Text("taskDetails"),
            StartingPoint = Uri.TryCreate(json.Text("startingUrl") ?? json.Text("startingPoint"), UriKind.Absolute, out var page) ? page : null,
            OutputType = json.Text("outputType") switch { "structured_json" => WebRunOutputType.Json, "structured_csv" => WebRunOutputType.Csv, _ => WebRunOutputType.Text },
            DeliveryMode = DeliveryMode(json.Text("deliveryMode")),
            WebhookUrl = json.Field("webhook").Text("url"),
            PolicyId = json.Text("policyId"),
            MaxConsecutiveFailures = Count(json, "maxConsecutiveFailures"),
            ConsecutiveFailures = Count(json, "consecutiveFailures"),
            NextRunAt = WireTime.In(json, "nextRunAt"),
            CreatedAt = WireTime.In(json, "createdAt"),
            UpdatedAt = WireTime.In(json, "updatedAt"),
            RecentRuns = [.. json.Field("recentRuns").Objects().Select(Run)],
        };
    }

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

    private static (WebRunScheduleType Type, string? Text) Schedule(JsonElement json) => json.Text("scheduleType")?.ToUpperInvariant() switch
    {
        "AT" => (WebRunScheduleType.At, json.Text("scheduleAt")),
        "EVERY" => (WebRunScheduleType.Every, json.Text("scheduleInterval")),
        "CRON" => (WebRunScheduleType.Cron, json.Text("scheduleCron")),
        _ => (WebRunScheduleType.Unknown, json.Text("scheduleType")),
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
