using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using WebRun.Emulator.Model;

namespace WebRun.Emulator.Api;

/// <summary>What is sent back; except for a download, complete before its first byte is sent.</summary>
internal sealed record Response
{
    public const string JsonType = "application/json; charset=utf-8";

    // As the service does: text other than ASCII goes as UTF-8, not as \u escapes.
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The request becomes a websocket.</summary>
    public static Response SwitchingProtocols { get; } = new() { Status = 101, Body = default };

    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = JsonType;

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>A body that is sent instead of <see cref="Body"/>, and is made while it is sent.</summary>
    public StreamedContent? Content { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    public static Response Json(JsonObject body, int status = 200) =>
        new() { Status = status, Body = JsonSerializer.SerializeToUtf8Bytes(body, Readable) };

    public static Response Success(string message) => Json(Said(message));

    /// <summary>The body that says no more than that something is done.</summary>
    public static JsonObject Said(string message) => new() { ["success"] = true, ["message"] = message };

    /// <summary>A time as the service writes it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public async Task SendAsync(HttpResponse response)
    {
        response.StatusCode = Status;
        foreach ((string name, string value) in Headers)
        {
            response.Headers[name] = value;
        }

        if (Content is not null)
        {
            response.ContentType = ContentType;
            await Content.SendAsync(response, response.HttpContext.RequestAborted);
            return;
        }

        if (Body.IsEmpty)
        {
            return;
        }

        response.ContentType ??= ContentType;
        response.ContentLength = Body.Length;
        await response.Body.WriteAsync(Body, response.HttpContext.RequestAborted);
    }
}
