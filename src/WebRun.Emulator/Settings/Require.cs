using System;
using System.Runtime.CompilerServices;

namespace WebRun.Emulator.Settings;

/// <summary>Checks what callers set.</summary>
internal static class Require
{
    /// <exception cref="ArgumentOutOfRangeException">It is not; the message names the expression and the range.</exception>
    public static void Between<T>(T value, T least, T most, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            throw new ArgumentOutOfRangeException(name, $"{name} must be from {least} to {most}, not {value}.");
        }
    }
}
