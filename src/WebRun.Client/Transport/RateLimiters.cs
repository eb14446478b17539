using System;
using System.IO;
using System.Net.Http;
using WebRun.Protocol;
using WebRun.Storage;

namespace WebRun.Transport;

/// <summary>A client's rate limiters: one for everything that starts or controls work, and one for uploads. The service counts everything else differently, or not at all.</summary>
internal sealed class RateLimiters
{
    private readonly Lazy<RateLimiter> _starts;
    private readonly Lazy<RateLimiter> _uploads;

    private RateLimiters(WebRunClientOptions options, Func<bool> keepsOne)
    {
        _starts = new(() => Open(options, "start", keepsOne));
        _uploads = new(() => Open(options, "upload", static () => true));
    }

    /// <summary>The limiters of a client; null without a state folder to share them through, or without a key to count by.</summary>
    /// <param name="options">The client's options.</param>
    /// <param name="keepsOne">Says whether a place is to be kept for ending a session now.</param>
    public static RateLimiters? Of(WebRunClientOptions options, Func<bool> keepsOne) => options.StatePath is null || options.ApiKey is null ? null : new(options, keepsOne);

    /// <summary>The limiter that counts a request; null for none.</summary>
    public RateLimiter? For(ServiceRequest request) =>
        request.Method != HttpMethod.Post ? null
        : ServicePaths.CountsAsStart(request.Path) ? _starts.Value
        : ServicePaths.CountsAsUpload(request.Path) ? _uploads.Value
        : null;

    private static RateLimiter Open(WebRunClientOptions options, string limit, Func<bool> keepsOne)
    {
        var name = PrivateFile.NameFor($"{options.BaseUri}\n{options.ApiKey!.Reveal()}\n{limit}");
        return new RateLimiter(Path.Combine(options.StatePath!, "rate", name + ".json"), options.RateWindow, options.Clock, keepsOne);
    }
}
