using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Api;

/// <summary>What is sent back; except for a download, complete before its first byte is sent.</summary>
internal sealed record Response
{
    public const string JsonType = "application/json; charset=utf-8";

    /// <summary>The request becomes a websocket.</summary>
    public static Response SwitchingProtocols { get; } = new() { Status = 101, Body = default };

    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = JsonType;

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>A body that is sent instead of <see cref="Body"/>, and is made while it is sent.</summary>
    public StreamedContent? Content { get; init; }

    /// <summary>The forms of its bytes; null for those of the whole service.</summary>
    public IReadOnlyCollection<ServiceForm>? Forms { get; init; }

    /// <summary>Whether the connection is cut after two thirds of <see cref="Body"/>.</summary>
    public bool IsCut { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    public static Response Json(JsonObject body, int status = 200) =>
        new() { Status = status, Body = JsonSerializer.SerializeToUtf8Bytes(body, JsonText.Readable) };

    public static Response Success(string message) => Json(JsonText.Said(message));

    /// <summary>The answer to a request that is refused.</summary>
    public static Response Of(Refusal refusal, IReadOnlyCollection<ServiceForm> forms)
    {
        var body = refusal.ToBody(forms.Contains(ServiceForm.ErrorInMessage), forms.Contains(ServiceForm.BalanceAtTop));
        var answer = Json(body, refusal.Status);
        return refusal.RetryAfter is not { } seconds ? answer
            : answer with { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture) } };
    }

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

        // The server closes a connection on which less was sent than announced; aborting it could lose what was sent.
        await response.Body.WriteAsync(IsCut ? Body[..(Body.Length * 2 / 3)] : Body, response.HttpContext.RequestAborted);
    }
}
