using System;
using System.Collections.Generic;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using WebRun.Models;

namespace WebRun.Transport;

/// <summary>Removes secrets from texts: the key, anything that looks like one, and the secrets of a request.</summary>
internal static class Redaction
{
    private const int MaxExcerptLength = 200;

    /// <summary>Text that came from the service, on one line, cut, and with anything that may be a key masked.</summary>
    public static string Excerpt(ReadOnlyMemory<byte> body, ApiKey? key, IReadOnlyList<SecureString>? secrets = null)
    {
        // More than the excerpt, so that a key at its edge is recognized and masked.
        return Text(Encoding.UTF8.GetString(body.Slice(0, Math.Min(body.Length, MaxExcerptLength * 8)).ToArray()), key, secrets);
    }

    /// <summary>Text that came from the service, on one line, cut, and with anything masked that may be a key, or is a secret of the request.</summary>
    public static string Text(string text, ApiKey? key, IReadOnlyList<SecureString>? secrets = null) => Line(text, new SecretMask(key, secrets ?? []));

    /// <summary>The same, for many texts.</summary>
    public static string Line(string text, SecretMask mask)
    {
        var start = text.Length <= MaxExcerptLength * 8 ? text : text.Substring(0, MaxExcerptLength * 8);
        var line = SafeText.Line(KeyShape.Replace(mask.Text(start), SecretMask.Hidden));
        return line.Length <= MaxExcerptLength ? line : line.Substring(0, MaxExcerptLength) + "…";
    }

    /// <summary>The text unchanged, except for the key and the secrets of the request.</summary>
    public static string Mask(string text, ApiKey? key, IReadOnlyList<SecureString>? secrets = null) => new SecretMask(key, secrets ?? []).Text(text);

    /// <summary>True if a text holds nothing that may be a key, and no secret of the request.</summary>
    public static bool IsSafe(string text, ApiKey? key, IReadOnlyList<SecureString>? secrets = null) => !KeyShape.IsIn(text) && !new SecretMask(key, secrets ?? []).IsIn(text);
}

/// <summary>Finds anything that looks like an API key, whoever it belongs to.</summary>
internal static class KeyShape
{
    private static readonly Regex Shape = new(
        @"(enig|wr)_[^\s""'<>&,;]+|Bearer\s+[^\s""'<>&,;]+",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        TimeSpan.FromSeconds(1));

    /// <summary>True if the text contains something that looks like a key.</summary>
    public static bool IsIn(string text) => !IsSurelyNotIn(text) && Shape.IsMatch(text);

    /// <summary>The text with anything that looks like a key replaced.</summary>
    public static string Replace(string text, string by) => IsSurelyNotIn(text) ? text : Shape.Replace(text, by);

    // Few texts contain one, and the first use of a regular expression in a process is slow.
    private static bool IsSurelyNotIn(string text) => text.IndexOf('_') < 0 && text.IndexOf("Bearer", StringComparison.OrdinalIgnoreCase) < 0;
}
