using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using WebRun.Models;
using WebRun.Schemas;

namespace WebRun.Protocol;

/// <summary>Reads and writes environments. Anything missing or odd is ignored.</summary>
internal static class EnvironmentResponses
{
    /// <summary>The body that creates one.</summary>
    public static byte[] Create(string name, string? description) => RequestParts.Write(body =>
    {
        body.WriteString("name", name);
        if (description is not null)
        {
            body.WriteString("description", description);
        }
    });

    /// <summary>An environment; null if there is none.</summary>
    public static WebRunEnvironment? Read(ServiceResponse answer) =>
        answer.Json.Field("environment") is { ValueKind: JsonValueKind.Object } json ? Fill(json, new WebRunEnvironment()) : null;

    /// <summary>The environments of a list; null if there is no list.</summary>
    public static IReadOnlyList<WebRunEnvironment>? List(ServiceResponse answer) =>
        answer.Json.Field("environments") is { ValueKind: JsonValueKind.Array } json ? [.. json.Objects().Select(item => Fill(item, new WebRunEnvironment()))] : null;

    /// <summary>The profiles of a list; null if there is no list.</summary>
    public static IReadOnlyList<WebRunEnvironmentProfile>? Profiles(ServiceResponse answer) =>
        answer.Json.Field("profiles") is { ValueKind: JsonValueKind.Array } json ? [.. json.Objects().Select(Profile)] : null;

    /// <summary>Where a profile can be downloaded; null if the answer does not say.</summary>
    public static string? DownloadUrl(ServiceResponse answer) => answer.Json.AnyText("downloadUrl");

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

/// <summary>Reads the files of an upload, or of an environment.</summary>
internal static class FileResponses
{
    /// <summary>The files; null if there is no list.</summary>
    public static IReadOnlyList<WebRunFile>? List(ServiceResponse answer, string? environmentId) =>
        answer.Success == false || answer.Json.Field("files") is not { ValueKind: JsonValueKind.Array } files ? null : [.. files.Objects().Select(file => new WebRunFile
        {
            FileId = file.Text("fileId") is { } id && ServiceAddress.IsId(id) ? id : null,
            EnvironmentId = environmentId,
            FileName = file.Text("originalName"),
            Size = file.Number("size") is { } size and >= 0 and < long.MaxValue ? (long)size : null,
            CreatedAt = WireTime.FromText(file.Text("createdAt")),
        })];
}

/// <summary>Reads the health of the service.</summary>
internal static class HealthResponse
{
    /// <summary>What the answer to health says.</summary>
    public static WebRunHealth Read(ServiceResponse answer, Uri baseUri)
    {
        var status = answer.Json.AnyText("status");
        return new WebRunHealth
        {
            Status = status,
            IsHealthy = answer.Success != false && string.Equals(status, "healthy", StringComparison.OrdinalIgnoreCase),

            // A yes or no, or a number.
            InstancesAvailable = answer.Json.AnyText("instancesAvailable")?.ToUpperInvariant() switch { null or "NULL" => null, "0" or "FALSE" => false, _ => true },
            InstanceCount = (int?)answer.Json.AnyNumber("instanceCount"),
            Timestamp = WireTime.FromText(answer.Json.AnyText("timestamp")),
            BaseUri = baseUri,
        };
    }
}

/// <summary>The fields of the forms that upload files.</summary>
internal static class UploadFields
{
    /// <summary>That of each file.</summary>
    public static string Files => "files";

    /// <summary>That of a profile's archive.</summary>
    public static string Archive => "file";

    /// <summary>Nothing beside the files.</summary>
    public static IReadOnlyDictionary<string, string?> None { get; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The environment that keeps the files; null for none.</summary>
    public static IReadOnlyDictionary<string, string?> Of(string? environmentId) => new Dictionary<string, string?>(StringComparer.Ordinal) { ["environmentId"] = environmentId };
}
