using System;
using System.Net;
using System.Net.Http;
using System.Threading;

namespace WebRun.Transport;

/// <summary>The HttpClients that all clients of this process share. They carry no key, follow no redirect, keep no cookie.</summary>
internal static class HttpClients
{
    private static readonly Lazy<HttpClient> Far = new(() => Over(CreateHandler(useProxy: true, DecompressionMethods.GZip | DecompressionMethods.Deflate)));
    private static readonly Lazy<HttpClient> Near = new(() => Over(CreateHandler(useProxy: false, DecompressionMethods.GZip | DecompressionMethods.Deflate)));
    private static readonly Lazy<HttpClient> FarFiles = new(() => Over(CreateHandler(useProxy: true, DecompressionMethods.None)));
    private static readonly Lazy<HttpClient> NearFiles = new(() => Over(CreateHandler(useProxy: false, DecompressionMethods.None)));

    /// <summary>The shared client for an address. Requests to this machine never use a proxy, which would see the key in plain text.</summary>
    public static HttpClient For(Uri address) => (address.IsLoopback ? Near : Far).Value;

    /// <summary>The shared client for downloads from an address. It does not decompress, so that the number of bytes can be checked.</summary>
    public static HttpClient ForFile(Uri address) => (address.IsLoopback ? NearFiles : FarFiles).Value;

    /// <summary>A client over another handler. Every call has its own timeout, so the client has none.</summary>
    public static HttpClient Over(HttpMessageHandler handler) => new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

#if NETSTANDARD2_0
    private static HttpClientHandler CreateHandler(bool useProxy, DecompressionMethods decompression) => new()
    {
        UseProxy = useProxy,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = decompression,
        // .NET Framework would allow two connections, and a held task request occupies one for up to 50 s.
        MaxConnectionsPerServer = 1000,
    };
#else
    private static SocketsHttpHandler CreateHandler(bool useProxy, DecompressionMethods decompression) => new()
    {
        UseProxy = useProxy,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = decompression,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        // Long-lived shells must notice when the service moves to another address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
#endif
}
