using System;
using System.Globalization;
using System.Text.Json;

namespace WebRun.Protocol;

/// <summary>The forms in which the service writes a point in time.</summary>
internal static class WireTime
{
    /// <summary>Unix milliseconds, perhaps with a fraction; null if there is none or it is out of range.</summary>
    public static DateTimeOffset? FromUnixMilliseconds(double? milliseconds) =>
        milliseconds is >= 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(0).AddTicks((long)(milliseconds.Value * TimeSpan.TicksPerMillisecond)) : null;

    /// <summary>A field in either form; null if it is neither.</summary>
    public static DateTimeOffset? In(JsonElement json, string name) => FromUnixMilliseconds(json.Number(name)) ?? FromText(json.Text(name));

    /// <summary>An ISO 8601 text, or Unix milliseconds; null if it is neither.</summary>
    public static DateTimeOffset? FromText(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds) ? FromUnixMilliseconds(milliseconds)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : null;
}
