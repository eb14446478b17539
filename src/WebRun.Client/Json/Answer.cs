using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace WebRun.Json;

/// <summary>What every answer may hold, good or bad.</summary>
internal record Answer
{
    public bool? Success { get; init; }

    public string? SessionId { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Message { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Error { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Code { get; init; }

    /// <summary>The service's sentence about a failure, under either of its two names.</summary>
    [JsonIgnore]
    public string? Words => Error ?? Message;
}

/// <summary>Everything that an answer about a task may hold, in all its forms (API facts §4).</summary>
internal sealed record TaskAnswer : Answer
{
    public string? TaskId { get; init; }

    public string? Type { get; init; }

    public string? Status { get; init; }

    public bool? Pending { get; init; }

    public string? PollUrl { get; init; }

    public TaskData? Data { get; init; }

    public UsageAnswer? Usage { get; init; }

    /// <summary>The answer itself, where a deployment wraps it.</summary>
    public TaskAnswer? Result { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }
}

/// <summary>The <c>data</c> of a task's answer; some deployments put the usage into it.</summary>
internal sealed record TaskData : UsageAnswer
{
    [JsonConverter(typeof(AnyTextConverter))]
    public string? Message { get; init; }

    public string? Type { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Value { get; init; }

    public List<FileAnswer?>? Files { get; init; }

    public List<NetworkAnswer?>? Network { get; init; }

    public UsageAnswer? Usage { get; init; }
}

/// <summary>Usage under the documented names and the older ones.</summary>
internal record UsageAnswer
{
    [JsonPropertyName("prompt_tokens")]
    public long? PromptTokens { get; init; }

    [JsonPropertyName("completion_tokens")]
    public long? CompletionTokens { get; init; }

    [JsonPropertyName("total_tokens")]
    public long? TotalTokens { get; init; }

    /// <summary>Seconds.</summary>
    [JsonPropertyName("completion_time")]
    public double? CompletionTime { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    /// <summary>Seconds.</summary>
    public double? ComputeTime { get; init; }

    /// <summary>USD.</summary>
    public decimal? Cost { get; init; }
}

internal sealed record FileAnswer(string? Source, string? DownloadUrl, string? Filename, double? Timestamp);

internal sealed record NetworkAnswer(string? Id, string? TaskId, List<VisitAnswer?>? Urls);

internal sealed record VisitAnswer(string? Url, double? Timestamp);

/// <summary>The answer to start-session.</summary>
internal sealed record SessionAnswer : Answer
{
    [JsonPropertyName("socketURL")]
    public string? SocketUrl { get; init; }

    public StreamingAnswer? Streaming { get; init; }

    /// <summary>Milliseconds.</summary>
    public double? ExpiresIn { get; init; }

    /// <summary>USD.</summary>
    public decimal? Balance { get; init; }
}

internal sealed record StreamingAnswer(
    [property: JsonPropertyName("webRTCURL")] string? WebRtcUrl,
    [property: JsonPropertyName("webViewURL")] string? WebViewUrl,
    DimensionsAnswer? Dimensions);

internal sealed record DimensionsAnswer(int? Width, int? Height);

/// <summary>The answer to health.</summary>
internal sealed record HealthAnswer : Answer
{
    public string? Status { get; init; }

    /// <summary>A yes or no, or how many.</summary>
    [JsonConverter(typeof(AnyTextConverter))]
    public string? InstancesAvailable { get; init; }

    public int? InstanceCount { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? Timestamp { get; init; }
}
