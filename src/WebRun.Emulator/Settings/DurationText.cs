using System;
using System.Globalization;

namespace WebRun.Emulator.Settings;

/// <summary>Reads a length of time as people write it: <c>500ms</c>, <c>3s</c>, <c>2m</c>, <c>1h</c>; a number means seconds.</summary>
internal static class DurationText
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var trimmed = text.Trim();
        (string number, double milliseconds) = trimmed switch
        {
            _ when trimmed.EndsWith("ms", StringComparison.Ordinal) => (trimmed[..^2], 1),
            _ when trimmed.EndsWith('s') => (trimmed[..^1], 1000),
            _ when trimmed.EndsWith('m') => (trimmed[..^1], 60_000),
            _ when trimmed.EndsWith('h') => (trimmed[..^1], 3_600_000),
            _ => (trimmed, 1000d),
        };

        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            || count * milliseconds > Longest.TotalMilliseconds)
        {
            return false;
        }

        duration = TimeSpan.FromMilliseconds(count * milliseconds);
        return true;
    }
}
