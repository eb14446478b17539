using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace WebRun.Json;

/// <summary>Reads and writes environments. Of what is missing or odd nothing is said.</summary>
internal static class EnvironmentAnswers
{
    /// <summary>The body that creates one.</summary>
    public static byte[] Create(string name, string? description) => RequestBodies.Write(body =>
    {
        body.WriteString("name", name);
        if (description is not null)
        {
            body.WriteString("description", description);
        }
    });

    /// <summary>An environment; null where there is none.</summary>
    public static WebRunEnvironment? Read(Answer answer) =>
        answer.Json.Field("environment") is { ValueKind: JsonValueKind.Object } json ? Fill(json, new WebRunEnvironment()) : null;

    /// <summary>The environments of a list; null where there is no list.</summary>
    public static IReadOnlyList<WebRunEnvironment>? List(Answer answer) =>
        answer.Json.Field("environments") is { ValueKind: JsonValueKind.Array } json ? [.. json.Objects().Select(item => Fill(item, new WebRunEnvironment()))] : null;

    /// <summary>The profiles of a list; null where there is no list.</summary>
    public static IReadOnlyList<WebRunEnvironmentProfile>? Profiles(Answer answer) =>
        answer.Json.Field("profiles") is { ValueKind: JsonValueKind.Array } json ? [.. json.Objects().Select(Profile)] : null;

    /// <summary>Where a profile can be downloaded; null where nothing is said of it.</summary>
    public static string? DownloadUrl(Answer answer) => answer.Json.AnyText("downloadUrl");

    private static WebRunEnvironmentProfile Profile(JsonElement json) => Fill(json, new WebRunEnvironmentProfile
    {
        Size = Count(json, "blobSize"),
        UploadedAt = WireTime.In(json, "blobUploadedAt"),
        LastUsedAt = WireTime.In(json, "lastUsedAt"),
        UsageCount = Count(json, "usageCount"),
    });

    private static T Fill<T>(JsonElement json, T environment)
        where T : WebRunEnvironment => (T)(environment with
        {
            EnvironmentId = json.Text("_id") ?? json.Text("id"),
            Name = json.Text("name"),
            Description = json.Text("description"),
            Status = Status(json.Text("status")),
            CreatedAt = WireTime.In(json, "createdAt"),
            UpdatedAt = WireTime.In(json, "updatedAt"),
        });

    private static WebRunEnvironmentStatus Status(string? word) => word?.ToUpperInvariant() switch
    {
        "EMPTY" => WebRunEnvironmentStatus.Empty,
        "UPLOADING" => WebRunEnvironmentStatus.Uploading,
        "READY" => WebRunEnvironmentStatus.Ready,
        _ => WebRunEnvironmentStatus.Unknown,
    };

    private static long? Count(JsonElement json, string name) => json.Number(name) is >= 0 and < 1e15 and var number ? (long)number : null;
}
