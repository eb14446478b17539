using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Transport;

/// <summary>Reads an answer's body, but never more than a result can be.</summary>
internal static class BoundedBody
{
    /// <summary>The longest body that is read: 32 MiB.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidResponse"/>: it is longer than <see cref="MaxBytes"/>.</exception>
    public static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
#if NETSTANDARD2_0
        using var body = await content.ReadAsStreamAsync().ConfigureAwait(false);
        // .NET Framework's stream does not listen to the token while it waits for bytes.
        using var abort = cancellationToken.Register(body.Dispose);
#else
        using var body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#endif
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, 0, buffer.Length, cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            if (read.Length + count > MaxBytes)
            {
                throw new WebRunException(WebRunErrorId.InvalidResponse, $"The service's answer is longer than {MaxBytes / 1024 / 1024} MiB and was not read.");
            }

            read.Write(buffer, 0, count);
        }

        return AsUtf8(read.ToArray());
    }

    /// <summary>The body with a sign in the place of what is no UTF-8: otherwise one broken byte would cost the whole text around it.</summary>
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
