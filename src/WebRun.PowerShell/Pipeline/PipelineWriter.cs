using System;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace WebRun.PowerShell;

/// <summary>Takes what work off the pipeline thread has to say; the pipeline thread says it. Safe for any thread, also after the command's end.</summary>
internal sealed class PipelineWriter
{
    private readonly BlockingCollection<Action<Cmdlet>> _queue = [];

    /// <summary>True when nothing waits to be said.</summary>
    public bool IsEmpty => _queue.Count == 0;

    public void Write(object value) => Add(c => c.WriteObject(value));

    public void Error(ErrorRecord error) => Add(c => c.WriteError(error));

    public void Warning(string text) => Add(c => c.WriteWarning(text));

    public void Verbose(string text) => Add(c => c.WriteVerbose(text));

    public void Debug(string text) => Add(c => c.WriteDebug(text));

    /// <summary>Ends the command with an exception that nobody expected.</summary>
    public void Throw(Exception exception) => Add(_ => ExceptionDispatchInfo.Capture(exception).Throw());

    /// <summary>Does something on the pipeline thread, after all that was said before.</summary>
    public void Add(Action<Cmdlet> action) => _queue.Add(action);

    /// <summary>For the pipeline thread: does the next thing, waiting a while for one.</summary>
    /// <exception cref="OperationCanceledException">The token ended the wait.</exception>
    public void DoNext(Cmdlet cmdlet, TimeSpan patience, CancellationToken cancel)
    {
        if (_queue.TryTake(out var action, (int)patience.TotalMilliseconds, cancel))
        {
            action(cmdlet);
        }
    }
}
