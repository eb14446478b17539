using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace WebRun.PowerShell.Execution;

/// <summary>Tells what stands on a command's line from what the pipeline brings. PowerShell itself refuses input that binds to nothing, but not where an InputObject takes anything.</summary>
internal sealed class PipedInput
{
    private const string InputObject = "InputObject";
    private readonly PSCmdlet _cmdlet;
    private readonly HashSet<string> _typed = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _blocks = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, object?> _columns;

    /// <summary>Reads the command line; for BeginProcessing, when only that is bound.</summary>
    public PipedInput(PSCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        var parameters = cmdlet.MyInvocation.MyCommand.Parameters;
        foreach (var given in cmdlet.MyInvocation.BoundParameters)
        {
            (IsForEachObject(given.Value, parameters[given.Key].ParameterType) ? _blocks : _typed).Add(given.Key);
        }

        _columns = parameters.Values
            .Where(parameter => parameter.Name != InputObject && !_typed.Contains(parameter.Name) && parameter.ParameterSets.Values.Any(set => set.ValueFromPipeline || set.ValueFromPipelineByPropertyName))
            .ToDictionary(parameter => parameter.Name, parameter => Value(cmdlet, parameter.Name), StringComparer.Ordinal);
    }

    /// <summary>True if a script block gives a parameter its value for each object.</summary>
    public bool HasBlocks => _blocks.Count > 0;

    /// <summary>True for a parameter whose value stands on the command line, for all objects.</summary>
    public bool IsTyped(string parameter) => _typed.Contains(parameter);

    /// <summary>True for a parameter that a script block gives its value for each object.</summary>
    public bool IsBlock(string parameter) => _blocks.Contains(parameter);

    /// <summary>True if the object has given a parameter another value than its default, or a block has seen it. By the values: PowerShell lists a parameter as bound from the first object that brought it.</summary>
    public bool IsUsed => HasBlocks || _columns.Any(column => HasValue(_cmdlet, column.Key) && !Equals(Value(_cmdlet, column.Key), column.Value));

    /// <summary>Takes back what the object has given, except for one parameter.</summary>
    public void Reset(string except)
    {
        foreach (var column in _columns.Where(column => column.Key != except && !IsBlock(column.Key)))
        {
            _cmdlet.GetType().GetProperty(column.Key)!.SetValue(_cmdlet, column.Value);
        }
    }

    /// <summary>The parameter that a script block has left without a value for this object; null for none.</summary>
    public string? EmptyBlock => _blocks.FirstOrDefault(name => !HasValue(_cmdlet, name));

    /// <summary>True if a parameter of a command has a value.</summary>
    public static bool HasValue(PSCmdlet cmdlet, string parameter) => Value(cmdlet, parameter) is not (null or "" or Array { Length: 0 });

    private static object? Value(PSCmdlet cmdlet, string parameter) => cmdlet.GetType().GetProperty(parameter)?.GetValue(cmdlet);

    /// <summary>True for a block that PowerShell runs for each object: until then it holds it in a type of its own.</summary>
    private static bool IsForEachObject(object? value, Type parameter) =>
        parameter != typeof(ScriptBlock) && (value is ScriptBlock || value?.GetType() is { IsPublic: false, Namespace: "System.Management.Automation" });
}
