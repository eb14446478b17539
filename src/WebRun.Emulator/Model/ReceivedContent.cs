using System;
using System.Buffers;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Model;

/// <summary>What is kept of content that came in: how much it was, its hash, and its beginning.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="Head">The first bytes, up to <see cref="MaxKept"/>.</param>
internal sealed record ReceivedContent(long Size, string Sha256, ReadOnlyMemory<byte> Head)
{
    /// <summary>The bytes of a content that are kept.</summary>
    public const int MaxKept = 1024 * 1024;

    private const int Step = 64 * 1024;

    /// <summary>Reads content to its end, with the memory of one step; all of it goes into <paramref name="copy"/>.</summary>
    /// <exception cref="Refusal">It is longer than <paramref name="most"/>.</exception>
    public static async Task<ReceivedContent> ReadAsync(Stream content, long most, Stream copy, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = new ArrayBufferWriter<byte>();
        var buffer = new byte[Step];
        long size = 0;
        int count;
        while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            size += count;
            if (size > most)
            {
                throw new Refusal(400, "INVALID_PARAMETER", $"The file is too large: at most {most} bytes are allowed.");
            }

            var bytes = buffer.AsMemory(0, count);
            hash.AppendData(bytes.Span);
            head.Write(bytes.Span[..Math.Min(count, MaxKept - head.WrittenCount)]);
            await copy.WriteAsync(bytes, cancellationToken);
        }

        return new ReceivedContent(size, Convert.ToHexStringLower(hash.GetHashAndReset()), head.WrittenMemory);
    }
}
