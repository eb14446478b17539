using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json.Nodes;

namespace WebRun.Emulator.Api;

/// <summary>A request that the service refuses: nothing was started.</summary>
internal sealed class Refusal(int status, string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public JsonObject? Details { get; init; }

    /// <summary>Seconds after which to retry.</summary>
    public int? RetryAfter { get; init; }

    public static Refusal NotFound(string what) => new(404, "NOT_FOUND", $"The {what} was not found.");

    public JsonObject ToBody()
    {
        var body = new JsonObject { ["success"] = false, ["error"] = Message, ["code"] = code };
        if (Details is not null)
        {
            body["details"] = Details;
        }

        return body;
    }

    public Response ToAnswer()
    {
        var answer = Response.Json(ToBody(), status);
        return RetryAfter is not { } seconds ? answer
            : answer with { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture) } };
    }
}
