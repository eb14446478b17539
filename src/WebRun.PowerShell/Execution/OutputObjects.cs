using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using WebRun.Models;

namespace WebRun.PowerShell.Execution;

/// <summary>Converts a task's structured output to PowerShell objects, as ConvertFrom-Json and Import-Csv would.</summary>
internal static class OutputObjects
{
    /// <summary>The task with that output; if a name cannot be a property, without output and with an error that says so.</summary>
    public static WebRunTask WithObjects(this WebRunTask task)
    {
        try
        {
            return task with { Output = From(task.Output) };
        }
        catch (Exception e) when (e is ExtendedTypeSystemException or ArgumentException)
        {
            var why = "The answer cannot become a PowerShell object, because a property name in it is empty, reserved, or differs from another one only in case.";
            return task with { Output = null, Error = new(nameof(WebRunErrorId.InvalidResponse), why) };
        }
    }

    /// <summary>How many rows of a CSV answer do not fit its header.</summary>
    public static int RaggedRows(this WebRunTask task) => task.OutputType == WebRunOutputType.Csv && task.Output is IReadOnlyList<object?> rows
        ? rows.Count(row => row is PSObject { Properties: var cells } && cells[WebRunOutputSchema.RawColumn] is not null)
        : 0;

    private static object? From(object? value)
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
