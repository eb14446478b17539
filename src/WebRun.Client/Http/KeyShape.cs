using System;
using System.Text.RegularExpressions;

namespace WebRun.Http;

/// <summary>What looks like an API key, whoever's it is.</summary>
internal static class KeyShape
{
    private static readonly Regex Shape = new(
        @"(enig|wr)_[^\s""'<>&,;]+|Bearer\s+[^\s""'<>&,;]+",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        TimeSpan.FromSeconds(1));

    /// <summary>True when a text holds what looks like a key.</summary>
    public static bool IsIn(string text) => !IsSurelyNotIn(text) && Shape.IsMatch(text);

    /// <summary>A text with something else in place of what looks like a key.</summary>
    public static string Replace(string text, string by) => IsSurelyNotIn(text) ? text : Shape.Replace(text, by);

    // Few texts hold one, and in a fresh process an expression takes its time.
    private static bool IsSurelyNotIn(string text) => text.IndexOf('_') < 0 && text.IndexOf("Bearer", StringComparison.OrdinalIgnoreCase) < 0;
}
