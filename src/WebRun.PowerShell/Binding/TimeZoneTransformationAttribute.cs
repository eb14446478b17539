using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes a time zone: its IANA name, its Windows name where the framework can convert that, or a TimeZoneInfo. It becomes the IANA name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeZoneTransformationAttribute : CheckedTransformationAttribute
{
    private protected override object? Read(object? given)
    {
        var id = given switch
        {
            TimeZoneInfo zone => zone.Id,
            var other => other?.ToString()?.Trim(),
        };
        return string.IsNullOrEmpty(id)
            ? null
            : TimeZones.NameOf(id!) ?? throw new ArgumentTransformationMetadataException($"'{id}' is not a time zone that this machine knows. Give its IANA name, such as Europe/Berlin or UTC.");
    }
}

/// <summary>Completes the IANA names of time zones, from their start or from a part after a slash.</summary>
public sealed class TimeZoneCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'', '"');
        return TimeZones.Names
            .Where(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase) || name.Split('/').Any(part => part.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
            .Select(name => new CompletionResult(name));
    }
}
