using System;
using System.Linq;
using System.Text.RegularExpressions;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Refuses text that says nothing to do: blank, or only the address of a page, which would be run and paid for as a task.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateTaskAttribute : CheckedValidationAttribute
{
    // With a scheme, or as people write one: amazon.com, www.amazon.com/deals, //amazon.com, localhost:8080, 10.0.0.1, [::1].
    private static readonly Regex Address = new(
        @"^(([a-z][a-z0-9+.-]*:)?//\S+|(about|data|javascript|mailto|view-source):\S+|(([\w-]+\.)+[a-z]{2,}|localhost|[0-9]{1,3}(\.[0-9]{1,3}){3}|\[[0-9a-f:.%]+\]|[0-9a-f:]*::[0-9a-f:.]*)(:[0-9]+)?([/?#]\S*)?)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        TimeSpan.FromSeconds(1));

    private static readonly char[] Around = ['<', '>', '"', '\'', '`', '(', ')', '\u201C', '\u201D', '\u2018', '\u2019', '.'];

    internal override string? FaultOf(object? value)
    {
        if (value is not string text)
        {
            return null;
        }

        // Of a row another property may be the task, which the command reads when all of it is bound.
        if (string.IsNullOrWhiteSpace(text))
        {
            return CurrentRow.IsBinding ? null : "The text is blank. Say what to do, in plain language.";
        }

        var words = text.Split([' ', '\t', '\r', '\n', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && words.All(word => Address.IsMatch(word.Trim(Around)))
            ? "The text is only an address, and does not say what to do. Give the address with -StartingPoint, and say in words what to do there."
            : null;
    }
}
