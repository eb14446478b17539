using System;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Transport;

/// <summary>Reads the body of an answer, up to the maximum size of a result.</summary>
internal static class BoundedBody
{
    /// <summary>The maximum size of a body: 32 MiB.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the body, as far as it comes.</summary>
    /// <param name="content">The content of the answer.</param>
    /// <param name="receive">Receives what was read, however the reading ends.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>False if it is longer than <see cref="MaxBytes"/>, and was read no further.</returns>
    public static async Task<bool> ReadAsync(HttpContent content, Action<byte[]> receive, CancellationToken cancellationToken)
    {
        using var read = new MemoryStream();
        try
        {
            return await ReadAsync(content, read, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            receive(AsUtf8(read.ToArray()));
        }
    }

    private static async Task<bool> ReadAsync(HttpContent content, MemoryStream read, CancellationToken cancellationToken)
    {
#if NETSTANDARD2_0
        using var body = await content.ReadAsStreamAsync().ConfigureAwait(false);
        // .NET Framework's stream does not listen to the token while it waits for bytes.
        using var abort = cancellationToken.Register(body.Dispose);
#else
        using var body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#endif
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            if (read.Length + count > MaxBytes)
            {
                return false;
            }

            read.Write(buffer, 0, count);
        }

        return true;
    }

    /// <summary>The body with a placeholder for bytes that are not valid UTF-8, so that one broken byte does not make the whole text unreadable.</summary>
    private static byte[] AsUtf8(byte[] body)
    {
        try
        {
            Strict.GetCharCount(body);
            return body;
        }
        catch (DecoderFallbackException)
        {
            return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body));
        }
    }
}
