using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes a key: one character, or one of the names that the service knows, in any case; before it, keys that are held, such as <c>Control+a</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyTransformationAttribute : CheckedTransformationAttribute
{
    internal static readonly string[] Names =
    [
        "Enter", "Escape", "Tab", "Backspace", "Delete", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End",
    ];

    internal static readonly string[] Held = ["Control", "Alt", "Shift", "Meta"];

    private protected override object? Read(object? given)
    {
        var key = Convert.ToString(given, CultureInfo.InvariantCulture) ?? "";
        return Combination(key)
            ?? throw new ArgumentTransformationMetadataException($"This is not a key. Give one character, or one of {string.Join(", ", Names)}, alone or after {string.Join(", ", Held)} and a plus sign, such as Control+a.");
    }

    /// <summary>The key as the service writes it; null for none. A plus sign may be the key itself.</summary>
    private static string? Combination(string keys)
    {
        var end = keys.Length > 1 ? keys.LastIndexOf('+', keys.Length - 2) : -1;
        if (end < 0)
        {
            return Single(keys);
        }

        var held = keys.Substring(0, end).Split('+').Select(key => Named(Held, key.Trim())).ToList();
        return Single(keys.Substring(end + 1).Trim()) is { } last && !held.Contains(null) && held.Distinct(StringComparer.Ordinal).Count() == held.Count
            ? $"{string.Join("+", held)}+{last}"
            : null;
    }

    private static string? Single(string key) =>
        Named(Names, key) ?? (key.Length == 1 || (key.Length == 2 && char.IsSurrogatePair(key[0], key[1])) ? key : null);

    private static string? Named(string[] names, string key) => names.FirstOrDefault(name => name.Equals(key, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Completes the names of keys.</summary>
public sealed class KeyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        KeyTransformationAttribute.Names.Concat(KeyTransformationAttribute.Held.Select(held => held + "+")).Where(name => name.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name));
}
