using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using WebRun.Emulator.Recording;

namespace WebRun.Emulator.Api;

/// <summary>A body that is generated while it is sent, so that its size costs no memory; the book records what was sent.</summary>
internal sealed record StreamedContent(long Length, ContentReader Read, DownloadRecorder.Entry Entry)
{
    private const int Step = 64 * 1024;

    /// <summary>Whether the answer does not say its length.</summary>
    public bool IsChunked { get; init; }

    /// <summary>Whether the connection is cut after half of it.</summary>
    public bool IsCut { get; init; }

    public async Task SendAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        if (!IsChunked)
        {
            response.ContentLength = Length;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var until = IsCut ? Length / 2 : Length;
        for (long sent = 0; sent < until;)
        {
            var buffer = response.BodyWriter.GetMemory(Step);
            var count = Read(sent, buffer.Span[..(int)Math.Min(buffer.Length, until - sent)]);
            hash.AppendData(buffer.Span[..count]);
            response.BodyWriter.Advance(count);
            if ((await response.BodyWriter.FlushAsync(cancellationToken)).IsCompleted)
            {
                return;
            }

            sent += count;
            Entry.Sent(sent);
        }

        if (IsCut)
        {
            response.HttpContext.Abort();
        }
        else
        {
            Entry.Completed(hash.GetHashAndReset());
        }
    }
}

/// <summary>Fills a buffer with the content from an offset on; returns how many bytes it filled, at least one before the end.</summary>
internal delegate int ContentReader(long offset, Span<byte> buffer);

/// <summary>Content of any length that is the same each time it is read: one line, again and again.</summary>
internal sealed class RepeatedLine
{
    private const int BlockSize = 64 * 1024;

    private readonly byte[] _block;

    public RepeatedLine(string line)
    {
        var bytes = Encoding.UTF8.GetBytes($"{line}\n");
        LineLength = bytes.Length;
        _block = [.. Enumerable.Repeat(bytes, (BlockSize / bytes.Length) + 1).SelectMany(copy => copy)];
    }

    public int LineLength { get; }

    public int Read(long offset, Span<byte> buffer)
    {
        var rest = _block.AsSpan((int)(offset % _block.Length));
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        return count;
    }
}
