using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Models;

namespace WebRun.Transport;

/// <summary>One try to fetch a file into a <see cref="PartialFile"/>.</summary>
/// <remarks>
/// The key goes along only to the address that it is for, and never behind a redirect. Redirects are followed without it, up to 5, because
/// stores of files work with them; each leads to https, or to this machine where the service itself is on it.
/// </remarks>
internal sealed class FileDownload(ServiceConnection connection, Uri address, string path, WebRunDownload how) : PipelineStep
{
    /// <summary>What is asked for, as far as the service is concerned: its address is no path of the service.</summary>
    public static readonly ServiceRequest Request = new(RequestKind.Read, "a file") { Subject = "file", IsLarge = true };

    private const int MaxRedirects = 5;
    private const int Step = 128 * 1024;
    private readonly WebRunClientOptions _options = connection.Options;

    /// <summary>The file's name and host: a link's path and query may be as good as a key.</summary>
    private string Shown => $"'{System.IO.Path.GetFileName(path)}' from {address.Host}";

    /// <summary>Takes an address only when something can be fetched from it.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.UnsafeAddress"/>: it cannot.</exception>
    public static Uri Checked(Uri address, WebRunClientOptions options) => ServiceAddress.IsFetchable(address, options.BaseUri)
        ? address
        : throw new WebRunException(WebRunErrorId.UnsafeAddress, $"A file of the service is at an address of {address.Scheme}://{address.Host}, which is not fetched: it has to be https, and not on this machine.");

    /// <summary>The bytes of the file, once it is there.</summary>
    public long Size { get; private set; }

    /// <summary>Fetches the file; whatever goes wrong, nothing is left of it.</summary>
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
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested)
        {
            // .NET Framework ends a read by disposing of it.
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (Exception e) when (e is not WebRunException)
        {
            var cause = timeout.HasPassed ? new TimeoutException($"nothing came for {Request.AttemptTimeout.TotalSeconds:0} s") : e;
            throw ErrorFactory.FromDownload(Request, Shown, null, cause, _options);
        }
    }

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
            throw new WebRunException(WebRunErrorId.ConnectionFailed, $"The download of {Shown} broke off after {file.Length} of {whole} bytes.");
        }
    }

    private void CheckSize(long? size)
    {
        if (size > how.MaxSize)
        {
            throw new WebRunException(WebRunErrorId.FileTooLarge, $"{Shown} is larger than {how.MaxSize} bytes, and was not saved.");
        }
    }
}
