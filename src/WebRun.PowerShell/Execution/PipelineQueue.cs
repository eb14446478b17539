using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Models;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell.Execution;

/// <summary>Queues the output of work until the pipeline thread writes it. Thread-safe, even after the command has ended.</summary>
internal sealed class PipelineQueue(CommandProgress progress) : PipelineWriter
{
    private const int MaxPending = 1000;
    private readonly BlockingCollection<Action<Cmdlet>> _queue = [];

    /// <summary>True if the queue is empty.</summary>
    public bool IsEmpty => _queue.Count == 0;

    public override CommandProgress Progress => progress;

    public override void Write(object value) => Add(c =>
    {
        RecentlySeen.Note(value);
        c.WriteObject(value);
    });

    public override async Task HandOverAsync(object value, CancellationToken cancellationToken)
    {
        var taken = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.Register(() => taken.TrySetCanceled(cancellationToken));
        Add(c =>
        {
            if (taken.Task.IsCompleted)
            {
                return;
            }

            try
            {
                RecentlySeen.Note(value);
                c.WriteObject(value);
            }
            catch (PipelineStoppedException) when (c.Stopping)
            {
                // If a downstream command stops or throws, that also raises this exception, but then Stopping is false.
                taken.TrySetCanceled(cancellationToken);
                throw;
            }
            catch (Exception)
            {
                taken.TrySetResult(true);
                throw;
            }

            taken.TrySetResult(true);
        });
        await taken.Task.ConfigureAwait(false);
    }

    /// <summary>Is told that an error has ended the command, because of -ErrorAction Stop; then it reports itself what follows.</summary>
    public Action? OnStop { get; set; }

    /// <summary>The errors that came after the one that ended the command, which takes no further ones.</summary>
    public List<ErrorRecord> LateErrors { get; } = [];

    /// <summary>True once an error has ended the command.</summary>
    public bool HasStopped { get; private set; }

    public override void Error(ErrorRecord error) => Add(c => WriteError(c, error));

    /// <summary>Writes an error; for the pipeline thread.</summary>
    public void WriteError(Cmdlet cmdlet, ErrorRecord error)
    {
        if (HasStopped)
        {
            LateErrors.Add(error);
            return;
        }

        try
        {
            cmdlet.WriteError(error);
        }
        catch (PipelineStoppedException) when (!cmdlet.Stopping)
        {
            HasStopped = true;
            OnStop?.Invoke();
            throw;
        }
    }

    public override void Warning(string text) => Add(c => c.WriteWarning(SafeText.Lines(text)));

    public override void Verbose(string text) => Add(c => c.WriteVerbose(SafeText.Lines(text)));

    public override void Debug(string text) => Add(c => c.WriteDebug(SafeText.Lines(text)));

    public override void WriteHost(string text, bool canDrop)
    {
        if (!canDrop || _queue.Count < MaxPending)
        {
            Add(c => c.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]));
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => DoAsync(() => true, cancellationToken);

    /// <summary>Runs an action on the pipeline thread, after everything that was queued before.</summary>
    public void Add(Action<Cmdlet> action) => _queue.Add(action);

    /// <summary>Runs the next queued action, after waiting for one up to the timeout. For the pipeline thread.</summary>
    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public void DoNext(Cmdlet cmdlet, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_queue.TryTake(out var action, (int)timeout.TotalMilliseconds, cancellationToken))
        {
            action(cmdlet);
        }
    }

    public override async Task<T> DoAsync<T>(Func<T> action, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
        Add(_ =>
        {
            if (done.Task.IsCompleted)
            {
                return;
            }

            try
            {
                done.TrySetResult(action());
            }
            catch (RuntimeException e) when (e is not PipelineStoppedException)
            {
                done.TrySetException(e);
            }
        });
        return await done.Task.ConfigureAwait(false);
    }
}
