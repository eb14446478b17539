using System;
using System.Net;
using System.Net.Http;
#if !NETSTANDARD2_0
using System.Net.Security;
#endif
using System.Threading;

namespace WebRun.Transport;

/// <summary>The HttpClients of a client. They carry no key, follow no redirect, keep no cookie.</summary>
/// <param name="handler">What sends the requests; null for the client's own connections.</param>
internal sealed class HttpClients(HttpMessageHandler? handler)
{
    private const DecompressionMethods Compressed = DecompressionMethods.GZip | DecompressionMethods.Deflate;
    private readonly Lazy<HttpClient> _far = new(() => Over(handler ?? CreateHandler(useProxy: true, Compressed)));
    private readonly Lazy<HttpClient> _near = new(() => Over(handler ?? CreateHandler(useProxy: false, Compressed)));
    private readonly Lazy<HttpClient> _farFiles = new(() => Over(handler ?? CreateHandler(useProxy: true, DecompressionMethods.None)));
    private readonly Lazy<HttpClient> _nearFiles = new(() => Over(handler ?? CreateHandler(useProxy: false, DecompressionMethods.None)));

    /// <summary>The one for an address. Requests to this machine never go through a proxy, which would see the key in plain text.</summary>
    public HttpClient For(Uri address) => (address.IsLoopback ? _near : _far).Value;

    /// <summary>The one for a file at an address: it does not decompress, so that the number of bytes can be checked.</summary>
    public HttpClient ForFile(Uri address) => (address.IsLoopback ? _nearFiles : _farFiles).Value;

    /// <summary>One that uses a handler. Every call has its own timeout, so the HttpClient has none.</summary>
    private static HttpClient Over(HttpMessageHandler handler) => new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

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
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = CertificateCheck.Accept },
    };
#endif
}
