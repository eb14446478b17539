using System;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>Leaves text to PowerShell, but no script block, whose source would become the text.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TextTransformationAttribute : CheckedTransformationAttribute
{
    /// <summary>True to bind an object from the pipeline only by its property: any object can be converted to text.</summary>
    public bool IsNoObject { get; init; }

    private protected override object? Read(object? given) => IsNoObject && given is not (null or string or ValueType)
        ? throw new ArgumentTransformationMetadataException("This is not text.", new PSInvalidCastException())
        : given;
}
