using System;
using System.Linq;
using System.Management.Automation;
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
        null => null,
        string text => IsWhole ? NumberText.ReadWhole(text) : NumberText.Read(text),
        _ when !Described.IsNumber(given) => throw new WebRunException(WebRunErrorId.InvalidParameter, $"{Described.Of(given)}, not a number."),

        // PowerShell would round it.
        float or double or decimal when IsWhole && LanguagePrimitives.ConvertTo<double>(given) % 1 != 0 => throw NumberText.InvalidWhole(LanguagePrimitives.ConvertTo<string>(given)),
        _ => given,
    };
}
