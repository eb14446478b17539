using System;
using System.Globalization;

namespace WebRun.Emulator.Settings;

/// <summary>Reads a number of bytes as people write it: <c>17</c>, <c>20KB</c>, <c>5MB</c>, <c>1GB</c>, each unit 1024 of the one before.</summary>
internal static class SizeText
{
    private const long Most = 64L << 30;

    public static bool TryParse(string text, out long size)
    {
        (string number, int shift) = text switch
        {
            _ when text.EndsWith("KB", StringComparison.OrdinalIgnoreCase) => (text[..^2], 10),
            _ when text.EndsWith("MB", StringComparison.OrdinalIgnoreCase) => (text[..^2], 20),
            _ when text.EndsWith("GB", StringComparison.OrdinalIgnoreCase) => (text[..^2], 30),
            _ => (text, 0),
        };

        var isRead = long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= Most >> shift;
        size = isRead ? count << shift : 0;
        return isRead;
    }
}
