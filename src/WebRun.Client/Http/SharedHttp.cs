using System;
using System.Net;
using System.Net.Http;
using System.Threading;

namespace WebRun.Http;

/// <summary>The HttpClient that all clients of this process share. It carries no key, follows no redirect, keeps no cookie.</summary>
internal static class SharedHttp
{
    private static readonly Lazy<HttpClient> Shared = new(() => Over(CreateHandler()));

    /// <summary>The shared one.</summary>
    public static HttpClient Client => Shared.Value;

    /// <summary>One over another handler. Every call has its own time limit, so the client has none.</summary>
    public static HttpClient Over(HttpMessageHandler handler) => new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

#if NETSTANDARD2_0
    private static HttpClientHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
        // .NET Framework would allow two connections, and a held task request occupies one for up to 50 s.
        MaxConnectionsPerServer = 1000,
    };
#else
    private static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        // Long-lived shells must notice when the service moves to another address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
#endif
}
