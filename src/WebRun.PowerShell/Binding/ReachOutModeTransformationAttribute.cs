using System;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes one reach-out mode by its name, or by its number, as JSON has it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ReachOutModeTransformationAttribute : CheckedTransformationAttribute
{
    /// <summary>Creates one for a parameter that a row may bring.</summary>
    public ReachOutModeTransformationAttribute() => IsCell = true;

    private protected override object? Read(object? given) => given is null ? null
        : ParameterTable.One<WebRunReachOutMode>(given) ?? throw new WebRunException(
            WebRunErrorId.InvalidParameter,
            $"{(given is string word ? $"'{word}' is not a mode" : $"{Described.Of(given)}, not a mode")}. Give one of {nameof(WebRunReachOutMode.Off)}, {nameof(WebRunReachOutMode.GuardrailOnly)} or {nameof(WebRunReachOutMode.Full)}.");
}
