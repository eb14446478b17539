using System;
using System.Globalization;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>Takes a point in time: a DateTime, a DateTimeOffset, or a text. One that says no offset stays of kind Unspecified.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
    {
        DateTimeOffset time => time.UtcDateTime,
        string text => DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            ? time
            : throw new ArgumentTransformationMetadataException($"'{text}' is no time. Give a date and a time, such as '2030-01-31 09:00', or 2030-01-31T08:00:00Z."),
        var other => other,
    };
}
