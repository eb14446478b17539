using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes a time zone: its IANA name, its Windows name where the framework can convert that, or a TimeZoneInfo. It becomes the IANA name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeZoneTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var id = Wrapped.Open(inputData) switch
        {
            TimeZoneInfo zone => zone.Id,
            var other => other?.ToString()?.Trim(),
        };
        return string.IsNullOrEmpty(id)
            ? null
            : TimeZones.NameOf(id!) ?? throw new ArgumentTransformationMetadataException($"'{id}' is not a time zone that this machine knows. Give its IANA name, such as Europe/Berlin or UTC.");
    }
}

/// <summary>Takes a point in time: a DateTime, a DateTimeOffset, or text. Without an offset its kind stays Unspecified.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Wrapped.Open(inputData) switch
    {
        DateTimeOffset time => time.UtcDateTime,
        string text => DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            ? time
            : throw new ArgumentTransformationMetadataException($"'{text}' is not a time. Give a date and a time, such as '2030-01-31 09:00', or 2030-01-31T08:00:00Z."),
        var other => other,
    };
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
