using System.Management.Automation;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command whose tasks may come from the pipeline: each object is used as it shows itself, or refused with the reason.</summary>
public abstract class PipedTaskCommand : ServiceCommand
{
    private RowColumns? _columns;
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
            CurrentRow.End();
            if (value is not null)
            {
                _rows++;
                CurrentRow.Begin(RowNumber);
            }
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
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _columns = new RowColumns(this, Piped);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        CurrentRow.End();
        base.Dispose(disposing);
    }

    /// <summary>True if the input is meant as a task, and all of it is used. Any object can be converted to text, which would then be run and paid for, so a row without a task is an error.</summary>
    private protected bool HasTask()
    {
        CurrentRow.End();
        if (!MyInvocation.ExpectingInput)
        {
            return true;
        }

        if (InputObject is null)
        {
            WriteError(ErrorRecords.InputNotBound("Nothing was piped: the value is null. Check the name of its variable.", null));
            return false;
        }

        var row = new TaskRow(InputObject, RowNumber, _columns!.Names);
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

    /// <summary>Why the row cannot run; null if it can, and the parameters have what it shows.</summary>
    private WebRunException? Refusal(TaskRow row)
    {
        try
        {
            if (OpensSession && row.Misplaced(HasText) is { } misplaced)
            {
                return misplaced;
            }

            if (!HasText && !row.HasTask)
            {
                return row.WithoutTask();
            }

            _columns!.Take(row);
            return row.Incomplete(IsGiven) ?? row.Refusal(IsGiven, name => IsTyped(name) || Piped.IsBlock(name))
                ?? (Piped.EmptyBlock is { } block ? TaskRow.Refused($"{row.Number} has no value for -{block}: its script block emits nothing. Check the names of the properties in it.") : null);
        }
        catch (WebRunException e)
        {
            return e;
        }
        catch (GetValueException e)
        {
            return TaskRow.Refused($"{row.Number} cannot be read. {e.Message}");
        }
    }

    private bool IsGiven(string parameter) => PipedInput.HasValue(this, parameter);
}
