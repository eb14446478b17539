using System;
using System.Linq;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes a number, or a list of numbers; as text only if it can mean one number alone.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NumberTransformationAttribute : CheckedTransformationAttribute
{
    /// <summary>True for whole numbers.</summary>
    public bool IsWhole { get; init; }

    private protected override object? Read(object? given) => Wrapped.IsList(given) ? Wrapped.Items(given).Select(Number).ToArray() : Number(given);

    private object? Number(object? given) => given switch
    {
        string text => IsWhole ? NumberText.ReadWhole(text) : NumberText.Read(text),
        _ => given,
    };
}
