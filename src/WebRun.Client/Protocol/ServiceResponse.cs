using System;
using System.Globalization;
using System.Text.Json;
using WebRun.Schemas;

namespace WebRun.Protocol;

/// <summary>What every answer may contain, good or bad. It only has to be a JSON object.</summary>
/// <param name="json">The answer.</param>
internal sealed class ServiceResponse(JsonElement json)
{
    /// <summary>The whole answer, for what only some answers contain.</summary>
    public JsonElement Json => json;

    /// <summary>Whether the service calls it a success; null if it does not say.</summary>
    public bool? Success => bool.TryParse(json.AnyText("success"), out var success) ? success : null;

    /// <summary>The session that the answer is about.</summary>
    public string? SessionId => json.AnyText("sessionId");

    /// <summary>The service's code of a failure (API facts §6).</summary>
    public string? Code => json.AnyText("code") ?? json.Field("details").AnyText("code");

    /// <summary>The service's sentence about a failure, under either of its two names.</summary>
    public string? ErrorMessage => json.AnyText("error") ?? json.AnyText("message") ?? json.Field("details").AnyText("message");

    /// <summary>The account's credit in USD, from the answer itself or its details; null if neither has it.</summary>
    public decimal? Balance => Amount("balance");

    /// <summary>The credit in USD that the request needs; null if the answer does not say.</summary>
    public decimal? Required => Amount("required");

    /// <summary>Reads an answer, however deep its unknown fields are.</summary>
    /// <exception cref="JsonException">It is not a JSON object.</exception>
    public static ServiceResponse Parse(ReadOnlyMemory<byte> body)
    {
        var json = DeepJson.Parse(WithoutMark(body));
        return json.ValueKind == JsonValueKind.Object ? new ServiceResponse(json) : throw new JsonException("It is not a JSON object.");
    }

    /// <summary>The body without a byte order mark.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) => body.Span is [0xEF, 0xBB, 0xBF, ..] ? body.Slice(3) : body;

    private decimal? Amount(string name) => (decimal?)(json.AnyNumber(name) ?? json.Field("details").AnyNumber(name));
}

/// <summary>The service's forms of a point in time.</summary>
internal static class WireTime
{
    /// <summary>Unix milliseconds, perhaps with a fraction; null if missing or out of range.</summary>
    public static DateTimeOffset? FromUnixMilliseconds(double? milliseconds) =>
        milliseconds is >= 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(0).AddTicks((long)(milliseconds.Value * TimeSpan.TicksPerMillisecond)) : null;

    /// <summary>A field in either form; null if it has neither.</summary>
    public static DateTimeOffset? In(JsonElement json, string name) => FromUnixMilliseconds(json.Number(name)) ?? FromText(json.Text(name));

    /// <summary>ISO 8601 text, or Unix milliseconds; null if it is neither.</summary>
    public static DateTimeOffset? FromText(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds) ? FromUnixMilliseconds(milliseconds)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : null;
}
