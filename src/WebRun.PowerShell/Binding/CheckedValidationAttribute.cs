using System;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Checks a value that PowerShell binds, or that the command itself reads from a row.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class CheckedValidationAttribute : ValidateArgumentsAttribute
{
    /// <summary>What is wrong with the value; null if nothing is.</summary>
    internal abstract string? FaultOf(object? value);

    /// <inheritdoc/>
    protected sealed override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        // The command checks a row itself.
        if (CurrentRow.Number is null && FaultOf(arguments) is { } fault)
        {
            throw new ValidationMetadataException(fault);
        }
    }
}
