using System;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>Refuses a text that is only white space.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateNotBlankAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is string text && string.IsNullOrWhiteSpace(text))
        {
            throw new ValidationMetadataException("It is blank. Say what to do, in plain words.");
        }
    }
}
