using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace WebRun;

/// <summary>Turns a name from outside into a plain one that is safe in any folder of any system.</summary>
/// <remarks>The rules are the strictest of all systems together, so that a file saved on one can be copied to another.</remarks>
internal static class SafeFileName
{
    /// <summary>The maximum length of a name in bytes of UTF-8. File systems allow 255; the rest is reserved for making the name unique.</summary>
    public const int MaxBytes = 200;

    private const int MaxExtension = 20;
    private const string Unnamed = "download";

    /// <summary>Names that are devices on Windows, whatever extension follows.</summary>
    private static readonly HashSet<string> Devices = new(
        new[] { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$" }.Concat(
            from port in new[] { "COM", "LPT" }
            from number in "0123456789¹²³"
            select port + number),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The plain name: the last part of a path, without what a file system or a terminal would obey.</summary>
    /// <param name="name">Any text, or none.</param>
    /// <returns>1 to <see cref="MaxBytes"/> bytes. No separator, stream, wildcard, control or direction mark; neither hidden, nor a device, nor <c>.</c> or <c>..</c>.</returns>
    public static string From(string? name)
    {
        var last = name?.Substring(name.LastIndexOfAny(['/', '\\']) + 1) ?? "";
        var plain = Trimmed(Plain(last));
        if (plain.Length > 0 && plain[0] == '.')
        {
            // A name that begins with a dot is hidden, and some such files are executed, such as .profile.
            plain = "_" + plain.Substring(1);
        }

        // One byte less, for the sign before a device's name.
        var cut = Encoding.UTF8.GetByteCount(plain) > MaxBytes ? Cut(plain, MaxBytes - 1) : plain;
        return cut.Length == 0 ? Unnamed : Devices.Contains(cut.Split('.')[0].TrimEnd()) ? "_" + cut : cut;
    }

    /// <summary>The name with a number before its extension, such as <c>report (2).zip</c>, if another file already has it.</summary>
    /// <param name="name">A name of <see cref="From"/>.</param>
    /// <param name="isTaken">True for a name that another file has.</param>
    public static string Unique(string name, Func<string, bool> isTaken)
    {
        var unique = name;
        for (var number = 2; isTaken(unique); number++)
        {
            var dot = ExtensionStart(name);
            unique = string.Format(CultureInfo.InvariantCulture, "{0} ({1}){2}", name.Substring(0, dot), number, name.Substring(dot));
        }

        return unique;
    }

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var length = char.IsSurrogatePair(text, i) ? 2 : 1;
            plain.Append(IsPlain(text, i) ? text.Substring(i, length) : "_");
            i += length - 1;
        }

        // Normalized, so that two names that look the same are the same.
        return plain.ToString().Normalize(NormalizationForm.FormC);
    }

    private static bool IsPlain(string text, int index) =>
        "<>:\"/\\|?*".IndexOf(text[index]) < 0
        && CharUnicodeInfo.GetUnicodeCategory(text, index) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);

    // Windows drops dots and spaces at the end, which changes the name.
    private static string Trimmed(string text)
    {
        var end = text.Length;
        while (end > 0 && (text[end - 1] == '.' || char.IsWhiteSpace(text[end - 1])))
        {
            end--;
        }

        return text.Substring(0, end).TrimStart();
    }

    /// <summary>The name without its last characters before the extension.</summary>
    private static string Cut(string name, int maxBytes)
    {
        var dot = ExtensionStart(name);
        var extension = name.Substring(dot);
        var (left, end) = (maxBytes - Encoding.UTF8.GetByteCount(extension), 0);
        while (end < dot)
        {
            var length = char.IsSurrogatePair(name, end) ? 2 : 1;
            left -= length == 2 ? 4 : name[end] < 0x80 ? 1 : name[end] < 0x800 ? 2 : 3;
            if (left < 0)
            {
                break;
            }

            end += length;
        }

        return Trimmed(name.Substring(0, end)) + extension;
    }

    private static int ExtensionStart(string name) =>
        name.LastIndexOf('.') is var dot and > 0 && name.Length - dot <= MaxExtension ? dot : name.Length;
}
