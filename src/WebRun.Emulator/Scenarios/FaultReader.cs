using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using WebRun.Emulator.Settings;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Scenarios;

/// <summary>Reads faults from JSON: one object, or an array of them. An unknown field is refused, so that a typing error shows.</summary>
internal static class FaultReader
{
    private static readonly string[] Known = ["kind", "method", "pathPrefix", "actionType", "status", "headers", "body", "delay", "count"];

    public static IReadOnlyList<Fault> Read(string body) => JsonFields.Parse(body) switch
    {
        JsonObject fault => [Read(new JsonFields(fault))],
        JsonArray faults => [.. faults.Select(fault => Read(new JsonFields(fault as JsonObject ?? throw NotFaults())))],
        _ => throw NotFaults(),
    };

    private static Fault Read(JsonFields fields)
    {
        if (fields.Names.Except(Known, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
        {
            throw fields.Invalid(unknown, "is not a field of a fault");
        }

        var headers = fields.Object("headers");
        return new Fault
        {
            Kind = ReadKind(fields),
            Method = fields.Text("method"),
            PathPrefix = fields.Text("pathPrefix"),
            ActionType = fields.Text("actionType"),
            Status = fields.Integer("status", 200, 599),
            Headers = headers is null ? new Dictionary<string, string>(StringComparer.Ordinal)
                : headers.Names.ToDictionary(name => name, headers.RequiredText, StringComparer.OrdinalIgnoreCase),
            Body = fields.Text("body"),
            Delay = ReadDelay(fields),
            Count = fields.Integer("count", 1, int.MaxValue) ?? 1,
        };
    }

    private static FaultKind ReadKind(JsonFields fields)
    {
        var name = fields.RequiredText("kind");
        return char.IsAsciiLetter(name[0]) && Enum.TryParse(name, ignoreCase: true, out FaultKind kind)
            ? kind
            : throw fields.Invalid("kind", $"must be one of {string.Join(", ", Enum.GetNames<FaultKind>())}");
    }

    private static TimeSpan ReadDelay(JsonFields fields)
    {
        if (!fields.Has("delay"))
        {
            return TimeSpan.Zero;
        }

        return DurationText.TryParse(fields.RequiredText("delay"), out var delay)
            ? delay
            : throw fields.Invalid("delay", "must be a length of time such as 500ms or 3s");
    }

    private static Refusal NotFaults() => new(400, "INVALID_PARAMS", "The body must be a fault or an array of faults.");
}
