using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary>Does a command's work off the pipeline thread, and lets only the pipeline thread write.</summary>
/// <remarks>Work gets a <see cref="PipelineWriter"/> and a token. Whatever ends the command ends the token: Ctrl+C, an early stop, an error downstream.</remarks>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PipelineWriter _pipeline = new();
    private CommandProgress? _progress;
    private int _running;

    /// <summary>The bar of this command.</summary>
    private protected CommandProgress Progress => _progress ??= new CommandProgress(MyInvocation.MyCommand.Name);

    /// <summary>False where what comes out shows enough.</summary>
    private protected virtual bool ShowsProgress => true;

    /// <summary>For everything that the client tells.</summary>
    private protected WebRunLog Log => new(
        IsWanted("Verbose", "VerbosePreference") ? _pipeline.Verbose : null,
        IsWanted("Debug", "DebugPreference") ? _pipeline.Debug : null,
        _pipeline.Warning);

    /// <summary>Ends the work that the command has not ended itself.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Cancels what still runs. PowerShell calls it also where it does not call <see cref="StopProcessing"/>.</summary>
    /// <param name="disposing">True.</param>
    // The source is not disposed: work that goes on for a moment still looks at its token.
    protected virtual void Dispose(bool disposing) => _stop.Cancel();

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Starts work and returns at once.</summary>
    /// <param name="target">What the user gave, for errors.</param>
    /// <param name="work">The work.</param>
    private protected void Start(object? target, Func<PipelineWriter, CancellationToken, Task> work)
    {
        _running++;
        _ = Task.Run(() => DoAsync(target, work));
    }

    /// <summary>Does work to its end.</summary>
    private protected void Run(object? target, Func<PipelineWriter, CancellationToken, Task> work)
    {
        Start(target, work);
        Drain();
    }

    /// <summary>Writes what the work has to say, until all of it is done.</summary>
    private protected void Drain()
    {
        try
        {
            while (_running > 0 || !_pipeline.IsEmpty)
            {
                _pipeline.DoNext(this, CommandProgress.Interval, _stop.Token);
                if (ShowsProgress)
                {
                    Progress.Show(this, _running);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            CompleteProgress();
        }
    }

    /// <summary>Writes what the work has to say up to now.</summary>
    private protected void DrainReady()
    {
        while (!_pipeline.IsEmpty)
        {
            _pipeline.DoNext(this, TimeSpan.Zero, CancellationToken.None);
        }
    }

    private async Task DoAsync(object? target, Func<PipelineWriter, CancellationToken, Task> work)
    {
        try
        {
            await work(_pipeline, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The command was stopped, which the pipeline thread knows by itself.
            return;
        }
        catch (WebRunException e)
        {
            _pipeline.Error(ErrorRecords.From(e, target));
        }
#pragma warning disable CA1031 // Whatever it is has to surface on the pipeline thread, not to vanish in this one.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _pipeline.Throw(e);
        }
        finally
        {
            _pipeline.Add(_ => _running--);
        }
    }

    // What nobody asked for is not written at all: with -Debug alone, for one, PowerShell would ask about each verbose line.
    private bool IsWanted(string parameter, string preference) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out var bound)
            ? LanguagePrimitives.IsTrue(bound)
            : SessionState.PSVariable.GetValue(preference) is not (null or ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    private void CompleteProgress()
    {
        try
        {
            Progress.Complete(this);
        }
        catch (PipelineStoppedException)
        {
            // A stopped pipeline takes no more writes, and its host clears the bar by itself.
            return;
        }
    }
}
