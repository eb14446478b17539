using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Execution;

/// <summary>Where work writes its output: the pipeline of a command, or a job. Thread-safe.</summary>
internal abstract class PipelineWriter
{
    /// <summary>The progress bar of the work.</summary>
    public abstract CommandProgress Progress { get; }

    public abstract void Write(object value);

    /// <summary>Writes a value and waits until the pipeline has taken it. The value also counts as taken if a downstream command stops or throws.</summary>
    /// <exception cref="OperationCanceledException">The pipeline was stopped, so nobody can use the value.</exception>
    public abstract Task HandOverAsync(object value, CancellationToken cancellationToken);

    public abstract void Error(ErrorRecord error);

    public abstract void Warning(string text);

    public abstract void Verbose(string text);

    public abstract void Debug(string text);

    /// <summary>Shows the user a line, as Write-Host does. If the host cannot keep up, less important lines are dropped.</summary>
    public abstract void WriteHost(string text, bool canDrop);

    /// <summary>Waits until everything queued before has been written, for work that could write more than the pipeline takes.</summary>
    public abstract Task FlushAsync(CancellationToken cancellationToken);

    /// <summary>Does what may run a script of the user, in the user's runspace: on the pipeline thread, after everything queued before. A job has no runspace, and does it at once.</summary>
    /// <exception cref="RuntimeException">What a script throws.</exception>
    public abstract Task<T> DoAsync<T>(Func<T> action, CancellationToken cancellationToken);

    /// <summary>Runs work to its end, and reports its failure. False if it was cancelled.</summary>
    /// <param name="target">What the user gave, for errors.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Cancels it without an error.</param>
    public async Task<bool> DoAsync(object? target, Func<PipelineWriter, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(this, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever stopped it knows already.
            return false;
        }
        catch (WebRunException e)
        {
            Error(ErrorRecords.From(e, target));
            return true;
        }
#pragma warning disable CA1031 // Every exception has to reach the user instead of vanishing on this thread.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Error(ErrorRecords.Unexpected(e, target));
            return true;
        }
    }
}
