using System;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Converts what a user gives to an object of the client, which checks it. If it refuses, that is a parameter error.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class CheckedTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>True for what a row may bring: an empty cell is as if it were not there. The command refuses an empty value that was typed.</summary>
    public bool IsCell { get; init; }

    /// <inheritdoc/>
    public sealed override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (Wrapped.Items(inputData).Any(item => item is ScriptBlock))
        {
            // Its source would be taken for the value. Where a parameter takes the pipeline, PowerShell runs it before, and passes what it emits.
            throw new ArgumentTransformationMetadataException("A script block cannot give this parameter its value. Give the value itself, or use ForEach-Object to run the command for each object.");
        }

        try
        {
            return Opened(inputData) is var given && IsCell && given is string text && string.IsNullOrWhiteSpace(text) ? null : Read(given);
        }
        catch (WebRunException) when (CurrentRow.Number is not null)
        {
            // The command reads the row again and tells what is wrong: after an error of PowerShell's own, -ErrorAction Stop would lose the results that are ready.
            return null;
        }
        catch (WebRunException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }

    /// <summary>Converts the cell of a row.</summary>
    internal virtual object? TransformCell(object? cell) => Transform(null!, cell);

    /// <summary>The value without PowerShell's wrapper, in the form that <see cref="Read"/> takes.</summary>
    private protected virtual object? Opened(object? input) => Wrapped.Open(input);

    /// <summary>Text as an address; anything invalid becomes a relative address, which the client refuses with its own message.</summary>
    private protected static Uri ToUri(string text) => Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) ? address : new Uri("none", UriKind.Relative);

    /// <summary>Converts the value. Errors repeat nothing that may be secret.</summary>
    private protected abstract object? Read(object? given);
}
