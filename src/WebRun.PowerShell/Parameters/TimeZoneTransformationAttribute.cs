using System;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>Takes a time zone: its IANA name, its Windows name where the framework can convert that, or a TimeZoneInfo. It becomes the IANA name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeZoneTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var id = (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            TimeZoneInfo zone => zone.Id,
            var other => other?.ToString()?.Trim(),
        };
        return string.IsNullOrEmpty(id)
            ? null
            : TimeZones.NameOf(id!) ?? throw new ArgumentTransformationMetadataException($"'{id}' is no time zone that is known here. Give its IANA name, such as Europe/Berlin or UTC.");
    }
}
