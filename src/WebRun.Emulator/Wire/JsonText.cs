using System;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WebRun.Emulator.Wire;

/// <summary>JSON as the service writes it.</summary>
internal static class JsonText
{
    // As the service does: text other than ASCII goes as UTF-8, not as \u escapes.
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body that says no more than that something is done.</summary>
    public static JsonObject Said(string message) => new() { ["success"] = true, ["message"] = message };

    /// <summary>A time as the service writes it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
