using System;
using System.Linq;

namespace WebRun.Emulator.Settings;

/// <summary>Writes a name of code as words: <c>WaitingForInput</c> is <c>waiting for input</c>.</summary>
internal static class EnumWords
{
    public static string Of<T>(T value, char between = ' ')
        where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, index) => char.IsAsciiLetterUpper(c) && index > 0 ? $"{between}{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
