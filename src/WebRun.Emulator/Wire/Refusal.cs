using System;
using System.Text.Json.Nodes;

namespace WebRun.Emulator.Wire;

/// <summary>A request that the service refuses: nothing was started.</summary>
internal sealed class Refusal(int status, string code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The HTTP status of the answer.</summary>
    public int Status => status;

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
}
