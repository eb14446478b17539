using System;
using System.Net;
using System.Text;

namespace WebRun.Transport;

/// <summary>Undoes the escapes of JSON, addresses and HTML in a text, whichever of them it has. The bytes are UTF-8.</summary>
internal static class EncodedText
{
    // The longest entity of HTML that is read.
    private const int MaxEntity = 12;

    /// <summary>Undoes one layer of escapes, in place. What is no escape stays as it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="starts">Where each byte of it, and its end, stood in the text that it was decoded from: moves along; empty if nobody asks.</param>
    /// <returns>The new length, which is never longer; null if the text has no escape.</returns>
    public static int? Decode(Span<byte> text, Span<int> starts)
    {
        var (from, to, isEscaped) = (0, 0, false);
        Span<byte> unit = stackalloc byte[4];
        while (from < text.Length)
        {
            var (read, written) = Unit(text.Slice(from), unit);
            if (read > 0)
            {
                unit.Slice(0, written).CopyTo(text.Slice(to));
                isEscaped = true;
                if (!starts.IsEmpty)
                {
                    starts.Slice(to, written).Fill(starts[from]);
                }
            }
            else
            {
                var next = text.Slice(from + 1).IndexOfAny("%\\&+"u8);
                read = written = next < 0 ? text.Length - from : next + 1;
                text.Slice(from, read).CopyTo(text.Slice(to));
                if (!starts.IsEmpty)
                {
                    starts.Slice(from, read).CopyTo(starts.Slice(to));
                }
            }

            (from, to) = (from + read, to + written);
        }

        if (!starts.IsEmpty)
        {
            starts[to] = starts[from];
        }

        return isEscaped ? to : null;
    }

    /// <summary>The bytes that an escape at the beginning stands for; none if there is no escape.</summary>
    private static (int Read, int Written) Unit(ReadOnlySpan<byte> text, Span<byte> unit)
    {
        switch (text[0])
        {
            case (byte)'+':
                unit[0] = (byte)' ';
                return (1, 1);
            case (byte)'%' when Hex(text.Slice(1), 2) is { } value:
                unit[0] = (byte)value;
                return (3, 1);
            case (byte)'\\' when text.Length > 1 && text[1] == 'u':
                return Unicode(text, unit);
            case (byte)'\\' when text.Length > 1 && "\"\\/'bfnrt"u8.IndexOf(text[1]) is var at and >= 0:
                unit[0] = "\"\\/'\b\f\n\r\t"u8[at];
                return (2, 1);
            case (byte)'&':
                return Entity(text, unit);
            default:
                return default;
        }
    }

    private static (int Read, int Written) Unicode(ReadOnlySpan<byte> text, Span<byte> unit)
    {
        if (Hex(text.Slice(2), 4) is not { } first)
        {
            return default;
        }

        if (char.IsHighSurrogate((char)first) && text.Length >= 12 && text[6] == '\\' && text[7] == 'u' && Hex(text.Slice(8), 4) is { } second && char.IsLowSurrogate((char)second))
        {
            return (12, Write(char.ConvertToUtf32((char)first, (char)second), unit));
        }

        return char.IsSurrogate((char)first) ? default : (6, Write(first, unit));
    }

    private static (int Read, int Written) Entity(ReadOnlySpan<byte> text, Span<byte> unit)
    {
        var end = text.Slice(0, Math.Min(text.Length, MaxEntity)).IndexOf((byte)';');
        if (end < 3)
        {
            return default;
        }

        var entity = Encoding.UTF8.GetString(text.Slice(0, end + 1).ToArray());
        var plain = WebUtility.HtmlDecode(entity);

        // Where it is longer, this was no entity, or another one begins inside.
        return plain.Length == (char.IsHighSurrogate(plain[0]) ? 2 : 1) ? (end + 1, Write(char.ConvertToUtf32(plain, 0), unit)) : default;
    }

    private static int Write(int character, Span<byte> unit)
    {
        var bytes = Encoding.UTF8.GetBytes(char.ConvertFromUtf32(character));
        bytes.CopyTo(unit);
        return bytes.Length;
    }

    private static int? Hex(ReadOnlySpan<byte> text, int digits)
    {
        var value = 0;
        for (var at = 0; at < digits; at++)
        {
            var digit = at < text.Length ? text[at] | 0x20 : 0;
            if (digit is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
            {
                return null;
            }

            value = (value << 4) + (digit > '9' ? digit - 'a' + 10 : digit - '0');
        }

        return value;
    }
}
