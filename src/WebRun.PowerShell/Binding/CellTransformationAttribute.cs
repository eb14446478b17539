using System;

namespace WebRun.PowerShell;

/// <summary>Takes an empty cell of a row as none, and leaves other values to PowerShell.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CellTransformationAttribute : CheckedTransformationAttribute
{
    /// <summary>Creates one for a parameter that a row may bring.</summary>
    public CellTransformationAttribute() => IsCell = true;

    private protected override object? Read(object? given) => given;
}
