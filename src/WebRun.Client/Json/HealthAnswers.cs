using System;

namespace WebRun.Json;

/// <summary>Reads how the service is.</summary>
internal static class HealthAnswers
{
    /// <summary>What the answer to health says.</summary>
    public static WebRunHealth Read(Answer answer, Uri baseUri)
    {
        var status = answer.Json.AnyText("status");
        return new WebRunHealth
        {
            Status = status,
            IsHealthy = answer.Success != false && string.Equals(status, "healthy", StringComparison.OrdinalIgnoreCase),

            // A yes or no, or how many.
            InstancesAvailable = answer.Json.AnyText("instancesAvailable")?.ToUpperInvariant() switch { null or "NULL" => null, "0" or "FALSE" => false, _ => true },
            InstanceCount = (int?)answer.Json.AnyNumber("instanceCount"),
            Timestamp = WireTime.FromText(answer.Json.AnyText("timestamp")),
            BaseUri = baseUri,
        };
    }
}
