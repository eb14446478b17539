using System;
using System.IO;
using System.Text;

namespace WebRun.Live;

/// <summary>Joins the parts of a WebSocket message into its text, up to a bound.</summary>
internal sealed class MessageBuffer
{
    /// <summary>The maximum size of a message: 16 MiB.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private byte[] _parts = [];
    private int _length;

    /// <summary>Adds a part.</summary>
    /// <param name="part">The bytes as they came, which may end within a character.</param>
    /// <param name="count">How many bytes count.</param>
    /// <param name="isLast">True if the message ends with them.</param>
    /// <returns>The text when the message has ended, otherwise null.</returns>
    /// <exception cref="InvalidDataException">The message is longer than <see cref="MaxBytes"/>.</exception>
    public string? Add(byte[] part, int count, bool isLast)
    {
        if (_length + count > MaxBytes)
        {
            throw new InvalidDataException($"The service sent a live message of more than {MaxBytes / 1024 / 1024} MiB.");
        }

        if (isLast && _length == 0)
        {
            return Encoding.UTF8.GetString(part, 0, count);
        }

        if (_length + count > _parts.Length)
        {
            Array.Resize(ref _parts, (_length + count) * 2);
        }

        Buffer.BlockCopy(part, 0, _parts, _length, count);
        _length += count;
        if (!isLast)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(_parts, 0, _length);
        (_parts, _length) = ([], 0);
        return text;
    }
}
