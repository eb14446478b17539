using System;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>Refuses text that is only white space.</summary>
/// <param name="hint">What to give instead.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateNotBlankAttribute(string hint) : ValidateArgumentsAttribute
{
    /// <summary>What to give instead.</summary>
    public string Hint { get; } = hint;

    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is string text && string.IsNullOrWhiteSpace(text))
        {
            throw new ValidationMetadataException($"The text is blank. {Hint}");
        }
    }
}
