using System;
using System.Collections.Generic;
using System.Linq;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes the texts of steps. In the cell of a row they stand on lines of their own, or else between semicolons; a comma is part of a sentence.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class StepsTransformationAttribute : CheckedTransformationAttribute
{
    private static readonly char[] Lines = ['\n', '\r'];

    /// <summary>Creates one for a parameter that a row may bring.</summary>
    public StepsTransformationAttribute() => IsCell = true;

    /// <summary>The steps in one text.</summary>
    internal static IReadOnlyList<string> Of(string cell) =>
        [.. (cell.IndexOfAny(Lines) < 0 ? cell.Split(';') : cell.Split(Lines)).Select(step => step.Trim()).Where(step => step.Length > 0)];

    internal override object? TransformCell(object? cell) => base.TransformCell(Wrapped.Open(cell) is string text ? Of(text) : cell);

    private protected override object? Read(object? given) => given is null ? null : Wrapped.Items(given).Select(Step).ToArray();

    private static string Step(object? item) => item is not string text ? throw Invalid($"{Described.Of(item)}, not a step. Say in words what to do.")
        : string.IsNullOrWhiteSpace(text) ? throw Invalid("A step is blank. Say what to do, in plain language.")
        : new ValidateTaskAttribute().FaultOf(text) is { } fault ? throw Invalid(fault)
        : text;

    private static WebRunException Invalid(string why) => new(WebRunErrorId.InvalidParameter, why);
}
