using System;
using System.Linq;
using System.Text;

namespace WebRun.Emulator;

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
