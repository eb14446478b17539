using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Execution;

/// <summary>Where work says what it has to say: the pipeline of a command, or a job. Safe for any thread.</summary>
internal abstract class PipelineWriter
{
    /// <summary>The bar that shows how far the work is.</summary>
    public abstract CommandProgress Progress { get; }

    public abstract void Write(object value);

    /// <summary>Writes a value and waits until the pipeline has taken it, which it has also where what follows wants no more, or throws.</summary>
    /// <exception cref="OperationCanceledException">The pipeline was stopped before, or on the way: nobody is left who could use the value.</exception>
    public abstract Task HandOverAsync(object value, CancellationToken cancellationToken);

    public abstract void Error(ErrorRecord error);

    public abstract void Warning(string text);

    public abstract void Verbose(string text);

    public abstract void Debug(string text);

    /// <summary>Shows a line to the person, as Write-Host does. Where the host shows less than there is to tell, lines that can be missed are left out.</summary>
    public abstract void Tell(string text, bool canBeMissed);

    /// <summary>Waits until all that was said before has been said, for work that could say more than the pipeline takes.</summary>
    public abstract Task FlushAsync(CancellationToken cancellationToken);

    /// <summary>Runs the user's script block with the task as <c>$_</c>.</summary>
    /// <returns>The last thing that it emits, as text; null for nothing.</returns>
    public abstract Task<string?> AskAsync(ScriptBlock script, WebRunTask task, CancellationToken cancellationToken);

    /// <summary>Ends everything with an exception that nobody expected.</summary>
    public abstract void Throw(Exception exception);

    /// <summary>Does work to its end, and says how it failed.</summary>
    /// <param name="target">What the user gave, for errors.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends it without a word.</param>
    public async Task DoAsync(object? target, Func<PipelineWriter, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(this, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever stopped it knows by himself.
            return;
        }
        catch (WebRunException e)
        {
            Error(ErrorRecords.From(e, target));
        }
#pragma warning disable CA1031 // Whatever it is has to surface where the user looks, not to vanish in this thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Throw(e);
        }
    }
}
