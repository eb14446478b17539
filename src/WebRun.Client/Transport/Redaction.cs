using System;
using System.Collections.Generic;
using System.Linq;
using System.Security;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace WebRun.Transport;

/// <summary>Takes out of texts what nobody may see: the key, whatever looks like one, and the secrets of a request.</summary>
internal static class Redaction
{
    private const int MaxExcerptLength = 200;
    /// <summary>Stands for what nobody may see.</summary>
    public const string Hidden = "***";

    // A shorter one stands in any text by chance, and cutting it out would tell which it is.
    private const int MinSecretLength = 4;

    /// <summary>Text that came from the service, on one line, cut, and with anything that may be a key masked.</summary>
    public static string Excerpt(ReadOnlyMemory<byte> body, ApiKey? key, IReadOnlyList<SecureString>? secrets = null)
    {
        // More than the excerpt, so that a key at its edge is seen whole and masked.
        return Text(Encoding.UTF8.GetString(body.Slice(0, Math.Min(body.Length, MaxExcerptLength * 8)).ToArray()), key, secrets);
    }

    /// <summary>Text that came from the service, on one line, cut, and with anything masked that may be a key, or is a secret of the request.</summary>
    public static string Text(string text, ApiKey? key, IReadOnlyList<SecureString>? secrets = null)
    {
        var start = text.Length <= MaxExcerptLength * 8 ? text : text.Substring(0, MaxExcerptLength * 8);
        var line = OneLine(KeyShape.Replace(Mask(start, key, secrets), Hidden));
        return line.Length <= MaxExcerptLength ? line : line.Substring(0, MaxExcerptLength) + "…";
    }

    /// <summary>A text as it is, but for the key and the secrets of the request.</summary>
    public static string Mask(string text, ApiKey? key, IReadOnlyList<SecureString>? secrets = null)
    {
        var known = key is null ? text : Replace(text, key.Reveal(), key.Masked);
        foreach (var form in Long(secrets).SelectMany(Forms))
        {
            known = Replace(known, form, Hidden);
        }

        return known;
    }

    /// <summary>True when a text holds nothing that may be a key, and no secret of the request.</summary>
    public static bool IsSafe(string text, ApiKey? key, IReadOnlyList<SecureString>? secrets = null) =>
        (key is null || text.IndexOf(key.Reveal(), StringComparison.Ordinal) < 0)
        && !KeyShape.IsIn(text)
        && Long(secrets).SelectMany(Forms).All(form => text.IndexOf(form, StringComparison.Ordinal) < 0);

    /// <summary>A secret as it is, as our requests write it, and as it stands in the address of a page.</summary>
    private static IEnumerable<string> Forms(SecureString secret)
    {
        var plain = secret.Reveal();
        var inAddress = Uri.EscapeDataString(plain);
        string[] forms = [plain, JsonEncodedText.Encode(plain).ToString(), inAddress, inAddress.Replace("%20", "+")];
        return forms.Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<SecureString> Long(IReadOnlyList<SecureString>? secrets) => secrets?.Where(secret => secret.Length >= MinSecretLength) ?? [];

    /// <summary>A text with one space in place of all line ends, spaces and control characters that stand together.</summary>
    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        var isBetween = false;
        foreach (var c in text)
        {
            if (c is <= ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029')
            {
                isBetween = line.Length > 0;
                continue;
            }

            _ = isBetween ? line.Append(' ').Append(c) : line.Append(c);
            isBetween = false;
        }

        return line.ToString();
    }

    private static string Replace(string text, string part, string by) => string.Join(by, text.Split([part], StringSplitOptions.None));
}

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
