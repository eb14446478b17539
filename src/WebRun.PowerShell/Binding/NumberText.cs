using System;
using System.Globalization;
using System.Linq;

namespace WebRun.PowerShell.Binding;

/// <summary>Reads a number that comes as text. PowerShell's own cast drops commas, and would make a limit of 0,5 one of 5.</summary>
internal static class NumberText
{
    /// <summary>The number: with a point, or as PowerShell writes it in the current culture, such as 0,0124 from Export-Csv.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is not a number, or can mean two.</exception>
    public static decimal Read(string text)
    {
        var culture = NumberFormatInfo.CurrentInfo;
        if (!TryRead(text, NumberFormatInfo.InvariantInfo, out var number))
        {
            return TryRead(text, culture, out number) ? number : throw Invalid(text);
        }

        // Where a point separates thousands, 1.500 is 1.5 to a program and 1500 to a person.
        return IsGrouped(text.Trim(), culture.NumberGroupSeparator)
            ? throw new WebRunException(WebRunErrorId.InvalidParameter, FormattableString.Invariant($"'{text}' can mean two numbers here. Write {number:0.#########} or {text.Trim().Replace(culture.NumberGroupSeparator, "")}."))
            : number;
    }

    /// <summary>The whole number. It has no separators, and may have PowerShell's units, such as 500MB.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is something else.</exception>
    public static decimal ReadWhole(string text)
    {
        var (digits, power) = (text.Trim(), 0);
        if (digits.Length > 2 && char.ToUpperInvariant(digits[digits.Length - 1]) == 'B' && "KMGTP".IndexOf(char.ToUpperInvariant(digits[digits.Length - 2])) is >= 0 and var unit)
        {
            (digits, power) = (digits.Substring(0, digits.Length - 2), 10 * (unit + 1));
        }

        if (power == 0 && !digits.TrimStart('-').All(char.IsLetterOrDigit))
        {
            throw InvalidWhole(text);
        }

        var number = Read(digits);
        return Math.Abs(number) <= long.MaxValue && (number *= 1L << power) == decimal.Truncate(number) ? number : throw InvalidWhole(text);
    }

    private static bool TryRead(string text, NumberFormatInfo format, out decimal number) => decimal.TryParse(text, NumberStyles.Float, format, out number);

    /// <summary>True for digits in groups of three. What begins with 0 is a decimal.</summary>
    private static bool IsGrouped(string text, string separator)
    {
        var groups = text.Split([separator], StringSplitOptions.None);
        return groups.Length > 1 && groups.All(group => group.All(char.IsDigit))
            && groups[0] is [not '0', ..] and { Length: <= 3 } && groups.Skip(1).All(group => group.Length == 3);
    }

    private static WebRunException Invalid(string text) => new(
        WebRunErrorId.InvalidParameter,
        $"'{text}' cannot be read as one number. Write decimals with a point, such as 0.5, and thousands without a separator, such as 1500.");

    /// <summary>The error for what is not a whole number.</summary>
    public static WebRunException InvalidWhole(string text) => new(WebRunErrorId.InvalidParameter, $"'{text}' cannot be read as a whole number. Write its digits alone, such as 1500.");
}
