using System;
using System.Globalization;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Accepts only numbers within bounds, and none, unlike PowerShell's ValidateRange: a cell of a row may be empty.</summary>
/// <param name="min">The smallest.</param>
/// <param name="max">The largest.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateNumberAttribute(double min, double max) : ValidateArgumentsAttribute
{
    /// <summary>The smallest.</summary>
    public double Min { get; } = min;

    /// <summary>The largest.</summary>
    public double Max { get; } = max;

    /// <inheritdoc/>
    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is not null && !(Convert.ToDouble(arguments, CultureInfo.InvariantCulture) is var number && number >= Min && number <= Max))
        {
            throw new ValidationMetadataException(CurrentRow.Named(FormattableString.Invariant($"{arguments} is outside {Min} to {Max}.")));
        }
    }
}
