using System;
using System.Text.Json;

namespace WebRun.Protocol;

/// <summary>What every answer may contain, good or bad. It only has to be a JSON object.</summary>
/// <param name="json">The answer.</param>
internal sealed class ServiceResponse(JsonElement json)
{
    /// <summary>The whole of it, for what only some answers hold.</summary>
    public JsonElement Json => json;

    /// <summary>Whether the service calls it a success; null if it does not say.</summary>
    public bool? Success => bool.TryParse(json.AnyText("success"), out var success) ? success : null;

    /// <summary>The session that it is about.</summary>
    public string? SessionId => json.AnyText("sessionId");

    /// <summary>The service's code of a failure (API facts §6).</summary>
    public string? Code => json.AnyText("code");

    /// <summary>The service's sentence about a failure, under either of its two names.</summary>
    public string? Words => json.AnyText("error") ?? json.AnyText("message");

    /// <summary>Reads an answer.</summary>
    /// <exception cref="JsonException">It is not a JSON object.</exception>
    public static ServiceResponse Parse(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? new ServiceResponse(document.RootElement.Clone())
            : throw new JsonException("It is not a JSON object.");
    }
}
