using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Client.Tests;

/// <summary>So many zeros, of no memory.</summary>
/// <param name="length">Bytes.</param>
/// <param name="mark">The bytes after whose reading something is done once.</param>
/// <param name="passed">What is done.</param>
internal sealed class Zeros(long length, long mark = long.MaxValue, Action? passed = null) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = (int)Math.Min(buffer.Length, length - _position);
        buffer[..read].Clear();
        _position += read;
        if (_position >= mark && _position - read < mark)
        {
            passed?.Invoke();
        }

        return read;
    }

    // Without this, each read would go through the thread pool.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
