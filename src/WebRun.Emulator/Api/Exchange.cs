using System;
using System.IO;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using WebRun.Emulator.Recording;

namespace WebRun.Emulator.Api;

/// <summary>One request. Its body is read to the end, but for an upload, whose handler reads it.</summary>
internal sealed partial class Exchange : IDisposable
{
    private readonly HttpContext _context;
    private readonly CancellationTokenSource _abandoned;

    private Exchange(HttpContext context, string body, CancellationToken stopping)
    {
        _context = context;
        Body = body;
        _abandoned = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
    }

    public string Method => _context.Request.Method;

    public string Path => _context.Request.Path.ToUriComponent();

    /// <summary>The body as text; empty for an upload.</summary>
    public string Body { get; }

    /// <summary>The body of an upload, as it comes in.</summary>
    public Stream Content => _context.Request.Body;

    public string? ContentType => _context.Request.ContentType;

    public string Authorization => _context.Request.Headers.Authorization.ToString();

    /// <summary>The name that the text of a task goes by for this key: of the two generations of requests, only the older keys have the first.</summary>
    public string TaskTextName => Authorization.StartsWith("Bearer enig_", StringComparison.OrdinalIgnoreCase) ? "taskDetails" : "prompt";

    public IHeaderDictionary AnswerHeaders => _context.Response.Headers;

    /// <summary>The emulator's own address, from the connection and not from what the request says.</summary>
    public Uri BaseUri => new UriBuilder(Uri.UriSchemeHttp, _context.Connection.LocalIpAddress!.ToString(), _context.Connection.LocalPort).Uri;

    /// <summary>Where the client is.</summary>
    public string ClientAddress => _context.Connection.RemoteIpAddress!.ToString();

    /// <summary>The kind of a message to a session; null for any other request, and for a message that cannot be read.</summary>
    public string? ActionType => ActionTypeText().Match(Body) is { Success: true } match ? match.Groups["type"].Value : null;

    /// <summary>Whether it asks to become a websocket.</summary>
    public bool WantsSocket => _context.WebSockets.IsWebSocketRequest;

    /// <summary>Whether a held request answers "pending" without waiting.</summary>
    public bool AnswersAtOnce { get; set; }

    /// <summary>The client has disconnected, or the emulator stops.</summary>
    public CancellationToken Abandoned => _abandoned.Token;

    public static async Task<Exchange> ReceiveAsync(HttpContext context, CancellationToken stopping)
    {
        using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
        return new Exchange(context, await reader.ReadToEndAsync(context.RequestAborted), stopping);
    }

    /// <summary>Takes an upload, of any size, without reading it.</summary>
    public static Task<Exchange> ReceiveUploadAsync(HttpContext context, CancellationToken stopping)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        return Task.FromResult(new Exchange(context, "", stopping));
    }

    /// <summary>Reads the rest of the body: a client that is still sending does not read the answer.</summary>
    public Task DrainAsync() => Content.CopyToAsync(Stream.Null, Abandoned);

    /// <summary>A part of the path, by its name in the route.</summary>
    public string Route(string name) => (string)_context.Request.RouteValues[name]!;

    /// <summary>A value of the query; empty if it is missing.</summary>
    public string Query(string name) => _context.Request.Query[name].ToString();

    public Task<WebSocket> AcceptSocketAsync() => _context.WebSockets.AcceptWebSocketAsync();

    public RequestRecord Describe(DateTimeOffset receivedAt) => new()
    {
        ReceivedAt = receivedAt,
        Method = Method,
        Host = _context.Request.Host.Value ?? "",
        Path = Path,
        HadAuthorization = Authorization.Length > 0,
        Body = KeptBody.Of(Body),
    };

    public void Dispose() => _abandoned.Dispose();

    // A fault also has to find a message whose JSON is broken, or whose rest is refused.
    [GeneratedRegex("\"actionType\"\\s*:\\s*\"(?<type>\\w+)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ActionTypeText();
}

/// <summary>Handles one endpoint; throws a <see cref="Refusal"/> for a request that it refuses.</summary>
internal delegate Task<Response> Handler(Exchange exchange);
