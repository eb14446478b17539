using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command whose tasks may come from the pipeline: each object is used as it shows itself, or refused with the reason.</summary>
public abstract class PipedTaskCommand : ServiceCommand
{
    private static readonly string[] Elsewhere = ["MaxCost", "Timeout", "EnvironmentId", "PolicyId", "Proxy", "ReachOutMode"];

    private IReadOnlyDictionary<string, string>? _columns;
    private int _rows;

    /// <summary>What to do, in natural language.</summary>
    public abstract string? TaskDetails { get; set; }

    /// <summary>The object from the pipeline.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject
    {
        get;
        set
        {
            field = value;

            // Also of rows that PowerShell refuses. Between two rows it sets null.
            _rows += value is null ? 0 : 1;
            CurrentRow.Number = value is null ? null : RowNumber;
        }
    }

    /// <summary>A file from the pipeline, which is one of -File.</summary>
    private protected PSObject[]? PipedFile => !IsTyped("File") && InputObject?.IsFile() == true ? [InputObject] : null;

    /// <summary>True for a command that gives its tasks a session of their own.</summary>
    private protected virtual bool OpensSession => true;

    /// <summary>True if the command line says what to do, for all objects or with a block for each.</summary>
    private protected bool HasText => IsTyped(nameof(TaskDetails)) || Piped.IsBlock(nameof(TaskDetails));

    /// <summary>The place of the object in the pipeline, from 1; null for none, and where blocks run before it is counted.</summary>
    private protected int? RowNumber => MyInvocation.ExpectingInput && Piped is { HasBlocks: false } ? _rows : null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        CurrentRow.Number = null;
        base.Dispose(disposing);
    }

    /// <summary>True if the input is meant as a task, and all of it is used. Any object can be converted to text, which would then be run and paid for, so a row without a task is an error.</summary>
    private protected bool HasTask()
    {
        CurrentRow.Number = null;
        if (!MyInvocation.ExpectingInput || (InputObject?.BaseObject is string && !HasText))
        {
            return true;
        }

        if (InputObject is null)
        {
            WriteError(ErrorRecords.InputNotBound("Nothing was piped: the value is null. Check the name of its variable.", null));
            return false;
        }

        var row = Row;
        if (Refusal(row) is { } refusal)
        {
            WriteRowError(ErrorRecords.From(refusal, InputObject));
            return false;
        }

        if (HasText && !Piped.IsUsed && PipedFile is null)
        {
            WriteRowError(ErrorRecords.InputNotBound(row.Unused(), InputObject));
            return false;
        }

        return true;
    }

    /// <summary>Reports what is wrong with one row.</summary>
    private protected virtual void WriteRowError(ErrorRecord error) => WriteError(error.InRow(RowNumber));

    /// <summary>The object from the pipeline.</summary>
    private TaskRow Row => new(InputObject!, RowNumber);

    /// <summary>Why the row cannot run; null if it can.</summary>
    private WebRunException? Refusal(TaskRow row) =>
        (OpensSession ? row.Misplaced(HasText) : null)
        ?? (HasText || row.HasTask ? row.Incomplete(name => PipedInput.HasValue(this, name)) ?? row.Refusal(Columns, MyInvocation.BoundParameters.ContainsKey) : row.WithoutTask());

    /// <summary>The parameters that a row may bring, by all their names, and those that only others of these commands have, which this one would not use.</summary>
    private IReadOnlyDictionary<string, string> Columns => _columns ??= MyInvocation.MyCommand.Parameters.Values
        .Where(parameter => parameter.Name != nameof(InputObject) && parameter.ParameterSets.Values.Any(set => set.ValueFromPipelineByPropertyName))
        .SelectMany(parameter => parameter.Aliases.Append(parameter.Name), (parameter, name) => (name, parameter.Name))
        .Concat(Elsewhere.Where(name => !MyInvocation.MyCommand.Parameters.ContainsKey(name)).Select(name => (name, Name: name)))
        .ToDictionary(column => column.name, column => column.Name, StringComparer.OrdinalIgnoreCase);
}
