using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace WebRun.PowerShell;

/// <summary>Takes a key: one character, or one of the names that the service knows, in any case.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyTransformationAttribute : ArgumentTransformationAttribute
{
    internal static readonly string[] Names =
    [
        "Enter", "Escape", "Tab", "Backspace", "Delete", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End",
    ];

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var key = Convert.ToString(inputData is PSObject wrapped ? wrapped.BaseObject : inputData, CultureInfo.InvariantCulture) ?? "";
        return Names.FirstOrDefault(name => name.Equals(key, StringComparison.OrdinalIgnoreCase))
            ?? (key.Length == 1 || (key.Length == 2 && char.IsSurrogatePair(key[0], key[1]))
                ? key
                : throw new ArgumentTransformationMetadataException($"This is not a key. Give one character, or one of {string.Join(", ", Names)}."));
    }
}

/// <summary>Completes the names of keys.</summary>
public sealed class KeyCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        KeyTransformationAttribute.Names.Where(name => name.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name));
}
