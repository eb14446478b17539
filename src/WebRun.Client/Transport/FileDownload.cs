using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Models;

namespace WebRun.Transport;

/// <summary>One attempt to download a file into a <see cref="PartialFile"/>.</summary>
/// <remarks>
/// The key is sent only to the address that it is for, and never after a redirect. Up to 5 redirects are followed without it, because
/// file stores use them; each has to lead to https, or to this machine if the service itself is on it.
/// </remarks>
internal sealed class FileDownload(ServiceConnection connection, Uri address, string path, WebRunDownload how) : PipelineStep
{
    /// <summary>The request, for errors: a download's address is not a path of the service.</summary>
    public static readonly ServiceRequest Request = new(RequestKind.Read, "a file") { Subject = "file", IsLarge = true };

    private const int MaxRedirects = 5;
    private const int Step = 128 * 1024;

    // What may well be a web page: its own extensions, text, and names that say nothing.
    private static readonly HashSet<string> PageExtensions = new(["", ".html", ".htm", ".xhtml", ".mhtml", ".mht", ".txt", ".xml"], StringComparer.OrdinalIgnoreCase);
    private readonly WebRunClientOptions _options = connection.Options;

    /// <summary>The file's name and host. A link's path and query may grant access like a key, so they are left out.</summary>
    private string Shown => $"'{System.IO.Path.GetFileName(path)}' from {address.Host}";

    /// <summary>Accepts an address only if it is safe to download from.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.UnsafeAddress"/>: it is not safe.</exception>
    public static Uri Checked(Uri address, WebRunClientOptions options) => ServiceAddress.IsFetchable(address, options.BaseUri)
        ? address
        : throw new WebRunException(WebRunErrorId.UnsafeAddress, $"The file was not downloaded, because its address is on {address.Scheme}://{address.Host}: it has to use https, and must not be on this machine.");

    /// <summary>The size of the file in bytes, once it is complete.</summary>
    public long Size { get; private set; }

    /// <summary>What the user should know about the complete file; null for nothing.</summary>
    public string? Warning { get; private set; }

    /// <summary>Downloads the file. If that fails, nothing of it is left.</summary>
    public override async Task SendAsync(ServiceCall call, PipelineRest rest, CancellationToken cancellationToken)
    {
        using var timeout = new Deadline(_options.Clock, Request.AttemptTimeout, cancellationToken);
        try
        {
            using var response = await AskAsync(timeout.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw ErrorFactory.FromDownload(Request, Shown, response, null, _options);
            }

            CheckSize(response.Content.Headers.ContentLength);
            using var file = PartialFile.Create(path);
            await CopyAsync(response.Content, file, timeout).ConfigureAwait(false);
            file.Finish(how.Overwrite);
            Size = file.Length;
            Warning = IsPage(response.Content.Headers.ContentType?.MediaType) && !PageExtensions.Contains(System.IO.Path.GetExtension(path))
                ? $"{Shown} was saved, but it is a web page ({response.Content.Headers.ContentType}) and not what its name says: perhaps a login page in place of a file whose link has expired. Get the task again for a new link."
                : null;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // .NET Framework ends a read by disposing of it.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (Exception e) when (e is not WebRunException)
        {
            var cause = timeout.HasPassed ? new TimeoutException($"no data arrived for {Request.AttemptTimeout.TotalSeconds:0} s") : e;
            throw ErrorFactory.FromDownload(Request, Shown, null, cause, _options);
        }
    }

    private static bool IsPage(string? mediaType) => mediaType is not null && (mediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) || mediaType.Equals("application/xhtml+xml", StringComparison.OrdinalIgnoreCase));

    private async Task<HttpResponseMessage> AskAsync(CancellationToken cancellationToken)
    {
        var (next, withKey) = (address, ServiceAddress.IsSameOrigin(address, _options.BaseUri));
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, next);
            AuthorizeStep.Authorize(request, _options, withKey);
            var response = await connection.Http.ForFile(next).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location || redirects == MaxRedirects)
            {
                return response;
            }

            response.Dispose();
            (next, withKey) = (Checked(new Uri(next, location), _options), false);
        }
    }

    private async Task CopyAsync(HttpContent content, PartialFile file, Deadline timeout)
    {
#if NETSTANDARD2_0
        using var body = await content.ReadAsStreamAsync().ConfigureAwait(false);
        // .NET Framework's stream does not listen to the token while it waits for bytes.
        using var abort = timeout.Token.Register(body.Dispose);
#else
        using var body = await content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
#endif
        var buffer = new byte[Step];
        while (await body.ReadAsync(buffer, 0, buffer.Length, timeout.Token).ConfigureAwait(false) is var count and > 0)
        {
            CheckSize(file.Length + count);
            await file.WriteAsync(buffer, count, timeout.Token).ConfigureAwait(false);
            timeout.Extend();
            how.OnProgress?.Invoke(file.Length, content.Headers.ContentLength);
        }

        // Not every framework notices by itself.
        if (content.Headers.ContentLength is { } whole && whole != file.Length)
        {
            throw new WebRunException(WebRunErrorId.ConnectionFailed, $"The download of {Shown} stopped after {file.Length} of {whole} bytes.");
        }
    }

    private void CheckSize(long? size)
    {
        if (size > how.MaxSize)
        {
            throw new WebRunException(WebRunErrorId.FileTooLarge, $"{Shown} was not saved, because it is larger than {how.MaxSize} bytes.");
        }
    }
}
