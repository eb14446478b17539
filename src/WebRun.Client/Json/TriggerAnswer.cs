using System.Text.Json;

namespace WebRun.Json;

/// <summary>An answer about triggers, or about their runs.</summary>
internal sealed record TriggerAnswer : Answer
{
    public JsonElement CronJob { get; init; }

    public JsonElement CronJobs { get; init; }

    public JsonElement Run { get; init; }

    public JsonElement Runs { get; init; }

    public JsonElement Pagination { get; init; }
}
