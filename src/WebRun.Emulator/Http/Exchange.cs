using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace WebRun.Emulator;

/// <summary>One request, its body read to the end.</summary>
internal sealed class Exchange : IDisposable
{
    private readonly HttpContext context;
    private readonly CancellationTokenSource abandoned;

    private Exchange(HttpContext context, string body, CancellationToken stopping)
    {
        this.context = context;
        Body = body;
        abandoned = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
    }

    public string Method => context.Request.Method;

    public string Path => context.Request.Path.ToUriComponent();

    public string Body { get; }

    public string Authorization => context.Request.Headers.Authorization.ToString();

    public IHeaderDictionary AnswerHeaders => context.Response.Headers;

    /// <summary>The emulator's own address, from the connection and not from what the request says.</summary>
    public Uri BaseUri => new UriBuilder(Uri.UriSchemeHttp, context.Connection.LocalIpAddress!.ToString(), context.Connection.LocalPort).Uri;

    /// <summary>Whether a held request answers "pending" without waiting.</summary>
    public bool AnswersAtOnce { get; set; }

    /// <summary>Nobody waits any more: the client has gone, or the emulator stops.</summary>
    public CancellationToken Abandoned => abandoned.Token;

    public static async Task<Exchange> ReceiveAsync(HttpContext context, CancellationToken stopping)
    {
        using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
        return new Exchange(context, await reader.ReadToEndAsync(context.RequestAborted), stopping);
    }

    /// <summary>A part of the path, by its name in the route.</summary>
    public string Route(string name) => (string)context.Request.RouteValues[name]!;

    public RequestRecord Describe(DateTimeOffset receivedAt) => new()
    {
        ReceivedAt = receivedAt,
        Method = Method,
        Path = Path,
        HadAuthorization = Authorization.Length > 0,
        Body = Body,
    };

    public void Dispose() => abandoned.Dispose();
}
