using System.Linq;
using System.Text;

namespace WebRun.Models;

/// <summary>
/// Texts from outside as they may be shown. A terminal obeys control characters, from the colours to the clipboard, and marks of direction make
/// one text look like another: a hostile page that an agent reads could use both.
/// </summary>
internal static class SafeText
{
    // What no terminal obeys, and a reader sees.
    private const char Instead = '\uFFFD';

    /// <summary>The text with its line breaks, and without anything else that a terminal obeys.</summary>
    public static string Lines(string? text)
    {
        if (text is null || !text.Any(IsUnsafe))
        {
            return text ?? "";
        }

        var safe = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            _ = text[i] switch
            {
                '\n' => safe.Append('\n'),

                // Alone, it would let a line be written over.
                '\r' => i + 1 < text.Length && text[i + 1] == '\n' ? safe : safe.Append('\n'),
                '\t' => safe.Append("    "),
                var c => safe.Append(IsUnsafe(c) ? Instead : c),
            };
        }

        return safe.ToString();
    }

    /// <summary>True for a text that <see cref="Lines"/> leaves as it is, but for the form of its line breaks.</summary>
    public static bool IsSafe(string text) => !text.Any(c => IsUnsafe(c) && c is not ('\r' or '\t'));

    /// <summary>The text on one line: each run of white space is one space.</summary>
    public static string Line(string? text)
    {
        var line = new StringBuilder();
        foreach (var c in text ?? "")
        {
            if (!char.IsWhiteSpace(c))
            {
                line.Append(IsUnsafe(c) ? Instead : c);
            }
            else if (line.Length > 0 && line[line.Length - 1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString().TrimEnd(' ');
    }

    /// <summary>True for what is replaced: the controls of ASCII and of Unicode, and the marks that turn the direction of text.</summary>
    private static bool IsUnsafe(char c) => char.IsControl(c) ? c != '\n' : c is '\u061C' or '\u200E' or '\u200F' or '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
