using System;

namespace WebRun.Shell.Hosting;

/// <summary>A label in which an ampersand marks the key that chooses it, as in <c>Yes to &amp;All</c>.</summary>
/// <param name="Key">What to type; the whole text when the label marks no key.</param>
/// <param name="Text">The label without the mark.</param>
internal sealed record ChoiceLabel(string Key, string Text)
{
    /// <summary>Reads a label.</summary>
    public static ChoiceLabel Parse(string label)
    {
        var mark = label.IndexOf('&', StringComparison.Ordinal);
        if (mark < 0 || mark == label.Length - 1)
        {
            return new ChoiceLabel(label, label);
        }

        return new ChoiceLabel(char.ToUpperInvariant(label[mark + 1]).ToString(), label.Remove(mark, 1));
    }

    /// <summary>Whether a person who typed this wants this choice.</summary>
    public bool IsMeantBy(string answer) =>
        string.Equals(answer, Key, StringComparison.OrdinalIgnoreCase) || string.Equals(answer, Text, StringComparison.OrdinalIgnoreCase);
}
