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

    /// <summary>Whether it says a message and nothing else.</summary>
    public bool IsPlain { get; init; }

    /// <summary>The same with nothing but a message.</summary>
    public Refusal Plainly() => new(Status, code, Message, this) { IsPlain = true };

    /// <summary>The body, in one of the forms that the service has for it.</summary>
    public JsonObject ToBody(bool isPlain = false, bool hasDetailsAtTop = false)
    {
        if (isPlain || IsPlain)
        {
            return new JsonObject { ["success"] = false, ["message"] = Message };
        }

        var body = new JsonObject { ["success"] = false, ["error"] = Message, ["code"] = code };
        foreach ((string name, var value) in hasDetailsAtTop && Status == 402 ? Details ?? [] : [])
        {
            body[name] = value?.DeepClone();
        }

        if (Details is not null && !(hasDetailsAtTop && Status == 402))
        {
            body["details"] = Details.DeepClone();
        }

        return body;
    }
}
