using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using WebRun.Models;
using WebRun.Schemas;

namespace WebRun.PowerShell.Execution;

/// <summary>Converts a task's structured output to PowerShell objects, as ConvertFrom-Json and Import-Csv would, or to instances of the class that was asked for.</summary>
internal static class OutputObjects
{
    /// <summary>The task with that output; if a name cannot be a property, or a value does not fit the class, without output and with an error that says so.</summary>
    public static WebRunTask WithObjects(this WebRunTask task)
    {
        try
        {
            return task with { Output = task.Schema?.Type is { } type ? Instances(task.Output, type) : From(task.Output) };
        }
        catch (FormatException e)
        {
            return task with { Output = null, Error = new(nameof(WebRunErrorId.InvalidResponse), $"The answer does not fit the class of the OutputSchema: {e.Message}.") };
        }
        catch (Exception e) when (e is ExtendedTypeSystemException or ArgumentException)
        {
            var why = "The answer cannot become a PowerShell object, because a property name in it is empty, reserved, or differs from another one only in case.";
            return task with { Output = null, Error = new(nameof(WebRunErrorId.InvalidResponse), why) };
        }
    }

    private static object? Instances(object? output, Type type) => output switch
    {
        object?[] items when TypeSchema.ItemOf(type) is { } item && !item.IsValueType => new TextList<object?>([.. ((IEnumerable)TypedOutput.Of(items, type)!).Cast<object?>()]),
        IReadOnlyDictionary<string, object?> or object?[] => TypedOutput.Of(output, type),
        _ => output,
    };

    /// <summary>How many rows of a CSV answer do not fit its header.</summary>
    public static int RaggedRows(this WebRunTask task) => task.OutputType == WebRunOutputType.Csv && task.Output is IReadOnlyList<object?> rows
        ? rows.Count(row => row is PSObject { Properties: var cells } && cells[WebRunOutputSchema.RawColumn] is not null)
        : 0;

    /// <summary>A value as PowerShell has it. One that already is stays as it is.</summary>
    /// <exception cref="ExtendedTypeSystemException">A name cannot be a property.</exception>
    public static object? From(object? value)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> fields:
                var made = new PSObject();
                foreach (var field in fields)
                {
                    // A second one with this name would replace the first.
                    if (made.Properties[field.Key] is not null)
                    {
                        throw new ExtendedTypeSystemException();
                    }

                    made.Properties.Add(new PSNoteProperty(field.Key, From(field.Value)));
                }

                return made;
            case object?[] items:
                return new TextList<object?>(Array.ConvertAll(items, From));
            default:
                return value;
        }
    }
}
