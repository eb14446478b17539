using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell.Execution;

/// <summary>The parameters that a row may bring. Each has exactly what its cell shows, or the row is refused.</summary>
/// <remarks>
/// PowerShell binds them first, and reports what a transformation refuses. But it leaves out a cell that it cannot convert, takes the first of two
/// names even if that one is empty, rounds numbers, and makes text of any object; so the command reads the row again, and sets each parameter.
/// </remarks>
internal sealed class RowColumns
{
    // Those of other commands that take rows: a command without them would not use them.
    private static readonly string[] Elsewhere = ["MaxCost", "Timeout", "EnvironmentId", "PolicyId", "Proxy", "ReachOutMode", "Then"];

    private readonly PSCmdlet _cmdlet;
    private readonly List<(ParameterMetadata Parameter, PropertyInfo Property, object? Default)> _free = [];

    /// <summary>For BeginProcessing, when only what stands in the command is bound.</summary>
    public RowColumns(PSCmdlet cmdlet, PipedInput piped)
    {
        _cmdlet = cmdlet;
        Names = Elsewhere.ToDictionary(name => name, name => name, StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in cmdlet.MyInvocation.MyCommand.Parameters.Values.Where(parameter => parameter.ParameterSets.Values.Any(set => set.ValueFromPipelineByPropertyName)))
        {
            foreach (var name in parameter.Aliases.Append(parameter.Name))
            {
                Names[name] = parameter.Name;
            }

            if (!piped.IsTyped(parameter.Name) && !piped.IsBlock(parameter.Name))
            {
                var property = cmdlet.GetType().GetProperty(parameter.Name)!;
                _free.Add((parameter, property, property.GetValue(cmdlet)));
            }
        }
    }

    /// <summary>The parameters, by all names that a column may have.</summary>
    public Dictionary<string, string> Names { get; }

    /// <summary>Gives the parameters what a row shows. Those that stand in the command keep their value.</summary>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: a cell is not a value of its parameter, or two cells are for one.</exception>
    public void Take(TaskRow row)
    {
        var cells = new Dictionary<string, (string Name, object? Value)>(StringComparer.Ordinal);
        foreach (var cell in row.Cells)
        {
            if (!Names.TryGetValue(cell.Name, out var parameter))
            {
                continue;
            }

            if (cells.TryGetValue(parameter, out var other))
            {
                throw TaskRow.Refused($"{row.Number} has {other.Name} and {cell.Name}, which are two names of {parameter}. Leave one of them out, or empty.");
            }

            cells.Add(parameter, cell);
        }

        foreach (var (parameter, property, none) in _free)
        {
            property.SetValue(_cmdlet, cells.TryGetValue(parameter.Name, out var cell) ? Read(row, parameter, cell) : none);
        }
    }

    private object Read(TaskRow row, ParameterMetadata parameter, (string Name, object? Value) cell)
    {
        if (!parameter.ParameterSets.ContainsKey(ParameterAttribute.AllParameterSets) && !parameter.ParameterSets.ContainsKey(_cmdlet.ParameterSetName))
        {
            throw row.Unusable(cell.Name);
        }

        try
        {
            var value = parameter.Attributes.OfType<CheckedTransformationAttribute>().Aggregate(cell.Value, (given, attribute) => attribute.TransformCell(given));
            var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
            if (Wrapped.IsEmpty(value) || !IsOf(type, value))
            {
                throw new WebRunException(WebRunErrorId.InvalidParameter, $"{Described.Of(Wrapped.Open(value ?? cell.Value))}, not {Meant(type)}.");
            }

            if (parameter.Attributes.OfType<CheckedValidationAttribute>().Select(attribute => attribute.FaultOf(value)).FirstOrDefault(fault => fault is not null) is { } fault)
            {
                throw new WebRunException(WebRunErrorId.InvalidParameter, fault);
            }

            return LanguagePrimitives.ConvertTo(value, type, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is WebRunException or ArgumentTransformationMetadataException or PSInvalidCastException)
        {
            throw TaskRow.Refused($"{row.Number} has {cell.Name}, which cannot be used. {e.Message}");
        }
    }

    /// <summary>True for what becomes the type without a change of its meaning.</summary>
    private static bool IsOf(Type type, object? value) =>
        type.IsInstanceOfType(value) || type.IsArray || (type == typeof(string) ? value is Guid : (type == typeof(int) || type == typeof(double)) && Described.IsNumber(value));

    private static string Meant(Type type) => type == typeof(string) ? "text" : type == typeof(int) || type == typeof(double) ? "a number" : "a value for it";
}
