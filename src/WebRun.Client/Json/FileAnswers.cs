using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using WebRun.Http;

namespace WebRun.Json;

/// <summary>Reads the files of an upload, or of an environment.</summary>
internal static class FileAnswers
{
    /// <summary>The files; null where there is no list.</summary>
    public static IReadOnlyList<WebRunFile>? List(Answer answer, string? environmentId) =>
        answer.Success == false || answer.Json.Field("files") is not { ValueKind: JsonValueKind.Array } files ? null : [.. files.Objects().Select(file => new WebRunFile
        {
            FileId = file.Text("fileId") is { } id && ServiceAddress.IsId(id) ? id : null,
            EnvironmentId = environmentId,
            FileName = file.Text("originalName"),
            Size = file.Number("size") is { } size and >= 0 and < long.MaxValue ? (long)size : null,
            CreatedAt = WireTime.FromText(file.Text("createdAt")),
        })];
}
