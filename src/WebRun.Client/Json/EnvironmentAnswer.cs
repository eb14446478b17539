using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebRun.Json;

/// <summary>An answer about environments, or about the profiles in them.</summary>
internal sealed record EnvironmentAnswer : Answer
{
    public JsonElement Environment { get; init; }

    public JsonElement Environments { get; init; }

    public JsonElement Profiles { get; init; }

    [JsonConverter(typeof(AnyTextConverter))]
    public string? DownloadUrl { get; init; }
}
