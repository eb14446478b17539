using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace WebRun.Transport;

/// <summary>Undoes the escapes of JSON, addresses and HTML in a text, one layer at a time, whichever of them it is in. The bytes are UTF-8.</summary>
internal static class EncodedText
{
    // The longest entity of HTML that has a name.
    private const int MaxEntity = 12;

    /// <summary>Undoes one layer. What is no escape stays as it is.</summary>
    /// <param name="text">The text.</param>
    /// <param name="decoded">Receives it, never longer; may be the text itself.</param>
    /// <param name="parts">Receives where each part of it came from; null for none.</param>
    /// <returns>The length, or null if the text has no escape.</returns>
    public static int? Decode(ReadOnlySpan<byte> text, Span<byte> decoded, List<Part>? parts = null)
    {
        var (from, to, done, isEscaped) = (0, 0, 0, false);
        Span<byte> unit = stackalloc byte[4];
        while (text.Slice(from).IndexOfAny("%\\&+"u8) is var next and >= 0)
        {
            from += next;
            if (Unit(text.Slice(from), unit) is not (var read and > 0, var written))
            {
                from++;
                continue;
            }

            to += Move(text.Slice(done, from - done), decoded.Slice(to));
            unit.Slice(0, written).CopyTo(decoded.Slice(to));
            parts?.Add(new(to, written, from, read));
            to += written;
            done = from += read;
            isEscaped = true;
        }

        return isEscaped ? to + Move(text.Slice(done), decoded.Slice(to)) : null;
    }

    private static int Move(ReadOnlySpan<byte> text, Span<byte> to)
    {
        text.CopyTo(to);
        return text.Length;
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
            case (byte)'\\' when text.Length > 1:
                return text[1] == 'u' ? Unicode(text, unit) : Escape(text[1], unit);
            case (byte)'&':
                return Entity(text, unit);
            default:
                return default;
        }
    }

    private static (int Read, int Written) Escape(byte sign, Span<byte> unit)
    {
        var at = "\"\\/'bfnrt"u8.IndexOf(sign);
        unit[0] = at < 0 ? (byte)0 : "\"\\/'\b\f\n\r\t"u8[at];
        return at < 0 ? default : (2, 1);
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
        return plain == entity || char.IsSurrogate(plain, 0) != (plain.Length == 2) ? default : (end + 1, Write(char.ConvertToUtf32(plain, 0), unit));
    }

    private static int Write(int character, Span<byte> unit)
    {
        var length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
        for (var at = length - 1; at > 0; at--)
        {
            unit[at] = (byte)(0x80 | (character & 0x3F));
            character >>= 6;
        }

        // The first byte says how many there are.
        unit[0] = (byte)(length == 1 ? character : (0xF00 >> length) | character);
        return length;
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

    /// <summary>An escape: where it stands in what was decoded, and where in the text.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Part(int At, int Length, int SourceAt, int SourceLength);
}
