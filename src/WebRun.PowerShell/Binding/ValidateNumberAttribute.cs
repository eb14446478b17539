using System;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>Accepts only numbers within bounds, and none, unlike PowerShell's ValidateRange: a cell of a row may be empty.</summary>
/// <param name="min">The smallest.</param>
/// <param name="max">The largest.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateNumberAttribute(double min, double max) : CheckedValidationAttribute
{
    /// <summary>The smallest.</summary>
    public double Min { get; } = min;

    /// <summary>The largest.</summary>
    public double Max { get; } = max;

    internal override string? FaultOf(object? value) =>
        value is null || (LanguagePrimitives.ConvertTo<double>(value) is var number && number >= Min && number <= Max) ? null : FormattableString.Invariant($"{value} is outside {Min} to {Max}.");
}
