using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebRun.Json;

/// <summary>What every answer may hold, good or bad. Only its being a JSON object is insisted on.</summary>
internal record Answer
{
    [JsonPropertyName("success"), JsonConverter(typeof(AnyTextConverter))]
    public string? SuccessText { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? SessionId { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Message { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Error { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Code { get; init; }

    /// <summary>Whether the service calls it a success; null where it does not say.</summary>
    [JsonIgnore]
    public bool? Success => bool.TryParse(SuccessText, out var success) ? success : null;

    /// <summary>The service's sentence about a failure, under either of its two names.</summary>
    [JsonIgnore]
    public string? Words => Error ?? Message;
}

/// <summary>Everything that an answer about a task may hold, in all its forms (API facts §4).</summary>
internal sealed record TaskAnswer : Answer
{
    [JsonConverter(typeof(AnyTextConverter))]
    public string? TaskId { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Type { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Status { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Pending { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? PollUrl { get; init; }

    public TaskData? Data { get; init; }

    public UsageAnswer? Usage { get; init; }

    /// <summary>The answer itself, where a deployment wraps it.</summary>
    public TaskAnswer? Result { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? CompletedAt { get; init; }
}

/// <summary>The <c>data</c> of a task's answer; some deployments put the usage into it.</summary>
internal sealed record TaskData : UsageAnswer
{
    [JsonConverter(typeof(AnyTextConverter))]
    public string? Message { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Type { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Value { get; init; }

    public JsonElement Files { get; init; }

    public JsonElement Network { get; init; }

    public UsageAnswer? Usage { get; init; }
}

/// <summary>Usage under the documented names and the older ones.</summary>
internal record UsageAnswer
{
    [JsonPropertyName("prompt_tokens"), JsonConverter(typeof(AnyNumberConverter))]
    public double? PromptTokens { get; init; }

    [JsonPropertyName("completion_tokens"), JsonConverter(typeof(AnyNumberConverter))]
    public double? CompletionTokens { get; init; }

    [JsonPropertyName("total_tokens"), JsonConverter(typeof(AnyNumberConverter))]
    public double? TotalTokens { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("completion_time"), JsonConverter(typeof(AnyNumberConverter))]
    public double? CompletionTime { get; init; }

    [JsonConverter(typeof(AnyNumberConverter))]
    public double? InputTokens { get; init; }

    [JsonConverter(typeof(AnyNumberConverter))]
    public double? OutputTokens { get; init; }

    /// <summary>Seconds.</summary>
    [JsonConverter(typeof(AnyNumberConverter))]
    public double? ComputeTime { get; init; }

    /// <summary>USD.</summary>
    [JsonConverter(typeof(AnyNumberConverter))]
    public double? Cost { get; init; }
}

/// <summary>The answer to start-session.</summary>
internal sealed record SessionAnswer : Answer
{
    [JsonPropertyName("socketURL"), JsonConverter(typeof(AnyTextConverter))]
    public string? SocketUrl { get; init; }

    public JsonElement Streaming { get; init; }

    /// <summary>Milliseconds.</summary>
    [JsonConverter(typeof(AnyNumberConverter))]
    public double? ExpiresIn { get; init; }

    /// <summary>USD.</summary>
    [JsonConverter(typeof(AnyNumberConverter))]
    public double? Balance { get; init; }
}

/// <summary>The answer to an upload, and the list of an environment's files.</summary>
internal sealed record FilesAnswer : Answer
{
    public JsonElement Files { get; init; }
}

/// <summary>The answer to health.</summary>
internal sealed record HealthAnswer : Answer
{
    [JsonConverter(typeof(AnyTextConverter))]
    public string? Status { get; init; }

    /// <summary>A yes or no, or how many.</summary>
    [JsonConverter(typeof(AnyTextConverter))]
    public string? InstancesAvailable { get; init; }

    [JsonConverter(typeof(AnyNumberConverter))]
    public double? InstanceCount { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Timestamp { get; init; }
}
