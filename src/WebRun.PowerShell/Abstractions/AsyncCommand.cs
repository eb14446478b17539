using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Models;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>Runs a command's work off the pipeline thread, which alone writes.</summary>
/// <remarks>Work gets a <see cref="PipelineWriter"/> and a token. Whatever ends the command cancels the token: Ctrl+C, an early stop, an error downstream. The work of a job continues after the command.</remarks>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    private static readonly TimeSpan MaxEnding = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private PipelineQueue? _queue;
    private WebRunJob? _job;
    private readonly List<IDisposable> _owned = [];
    private readonly List<Action<PipelineWriter>> _whenDone = [];

    // The command itself counts, too. It is not disposed, because work may end after the command.
    private readonly CountdownEvent _work = new(1);
    private int _running;
    private readonly List<object?> _ended = [];

    /// <summary>The progress bar of this command.</summary>
    private protected CommandProgress Progress => Queue.Progress;

    /// <summary>Tells the progress bar, or the job, how many requests wait for the rate limit, and for how much longer.</summary>
    private protected Func<(int Count, TimeSpan Time)?> Limited
    {
        set
        {
            Progress.Limited = value;
            _job?.Limited = value;
        }
    }

    /// <summary>The location that this command's job shows; null for a command that runs in the foreground.</summary>
    private protected virtual string? JobLocation => null;

    /// <summary>False if the output alone shows enough progress, but for what comes before it: the wait for the rate limit, and files on their way.</summary>
    private protected virtual bool ShowsProgress => true;

    /// <summary>The client's log.</summary>
    private protected WebRunLog Log => new(
        IsWanted("Verbose", "VerbosePreference") ? Writer.Verbose : null,
        IsWanted("Debug", "DebugPreference") ? Writer.Debug : null,
        Writer.Warning);

    /// <summary>What to add to the warning about work that -ErrorAction Stop has ended.</summary>
    private protected virtual string AboutEnded => "";

    private PipelineQueue Queue => _queue ??= new PipelineQueue(new CommandProgress(MyInvocation.MyCommand.Name)) { OnStop = EndOthers };

    private PipelineWriter Writer => _job is null ? Queue : _job.Writer;

    /// <summary>Ends the work that is still running.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Cancels the work that is still running. PowerShell also calls this when it does not call <see cref="StopProcessing"/>.</summary>
    /// <param name="disposing">True.</param>
    // The source is not disposed: work that continues for a moment still checks its token.
    protected virtual void Dispose(bool disposing)
    {
        _stop.Cancel();
        if (_job is not null)
        {
            _job.DiscardUnlessPublished();
            return;
        }

        _owned.ForEach(resource => resource.Dispose());
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (JobLocation is { } location)
        {
            _job = new WebRunJob(MyInvocation.MyCommand.Name, GetType().FullName!, location);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Drain();
        _whenDone.ForEach(action => action(Queue));
        DrainReady();
        if (_job is not null)
        {
            JobRepository.Add(_job);
            _job.Publish();
            WriteObject(_job);
        }
    }

    /// <summary>Takes over something that the work uses, and disposes of it after the work.</summary>
    private protected void Own(IDisposable resource)
    {
        if (_job is not null)
        {
            _job.Own(resource);
        }
        else
        {
            _owned.Add(resource);
        }
    }

    /// <summary>Adds what to do once all of the work has come to its end. If anything ends the command or the job before, it is not done.</summary>
    private protected void WhenDone(Action<PipelineWriter> action)
    {
        if (_job is not null)
        {
            _job.WhenDone(action);
        }
        else
        {
            _whenDone.Add(action);
        }
    }

    /// <summary>Starts work and returns at once.</summary>
    /// <param name="target">What the user gave, for errors.</param>
    /// <param name="work">The work.</param>
    /// <param name="isQuick">True for work that need not wait for anything: it is done on this thread, unless it is for a job.</param>
    private protected void Start(object? target, Func<PipelineWriter, CancellationToken, Task> work, bool isQuick = false)
    {
        if (_job is not null)
        {
            _job.Start(target, work);
            return;
        }

        _running++;
        var queue = Queue;
        _work.AddCount();
        _ = isQuick ? DoAsync() : Task.Run(DoAsync);

        async Task DoAsync()
        {
            var isDone = await queue.DoAsync(target, work, _stop.Token).ConfigureAwait(false);
            queue.Add(_ =>
            {
                _running--;
                if (!isDone)
                {
                    _ended.Add(target);
                }
            });
            _work.Signal();
        }
    }

    /// <summary>Runs work to its end.</summary>
    private protected void Run(object? target, Func<PipelineWriter, CancellationToken, Task> work)
    {
        Start(target, work);
        Drain();
    }

    /// <summary>Writes the output of the work, until all of it is done.</summary>
    private protected void Drain()
    {
        try
        {
            DrainWhile(() => _running > 0 || !Queue.IsEmpty);
        }
        finally
        {
            CompleteProgress();
        }
    }

    /// <summary>Writes the output of the work, until fewer than the given number of tasks are running.</summary>
    private protected void DrainBelow(int running)
    {
        DrainWhile(() => _running >= running);
        DrainReady();
    }

    /// <summary>Writes the output of the work so far.</summary>
    private protected void DrainReady()
    {
        while (!Queue.IsEmpty)
        {
            Queue.DoNext(this, TimeSpan.Zero, CancellationToken.None);
        }
    }

    /// <summary>Asks or tells the user before something is done, without what a terminal obeys: a name or a task may come from outside.</summary>
    private protected new bool ShouldProcess(string target, string action) => base.ShouldProcess(Display.OneLine(target), Display.OneLine(action));

    private protected new void WriteWarning(string text) => base.WriteWarning(SafeText.Lines(text));

    private protected new void WriteVerbose(string text) => base.WriteVerbose(SafeText.Lines(text));

    /// <summary>Writes an error. If that ends the command, what is ready comes out before.</summary>
    private protected new void WriteError(ErrorRecord error) => Queue.WriteError(this, error);

    /// <summary>Ends the work of other objects after an error that ends the command, because of -ErrorAction Stop: results that are ready come out, and the rest is told.</summary>
    private void EndOthers()
    {
        _stop.Cancel();
        var since = Stopwatch.StartNew();
        try
        {
            while ((_running > 0 || !Queue.IsEmpty) && since.Elapsed < MaxEnding)
            {
                Queue.DoNext(this, CommandProgress.Interval, CancellationToken.None);
            }

            foreach (var child in _job?.Discard(MaxEnding) ?? [])
            {
                // Nobody gets the job, but what it has is paid for.
                WriteObject(child.Output.ReadAll(), enumerateCollection: true);
                child.Warning.ReadAll().ToList().ForEach(warning => WriteWarning(warning.Message));
                Queue.LateErrors.AddRange(child.Error.ReadAll());
                if (child.JobStateInfo.State is not (JobState.Completed or JobState.Failed))
                {
                    _ended.Add(child.Target);
                }
            }

            _job?.Warning.ReadAll().ToList().ForEach(warning => WriteWarning(warning.Message));
            EndedWork.Warnings(Queue.LateErrors, _ended, AboutEnded).ForEach(WriteWarning);
        }
        catch (PipelineStoppedException)
        {
            // Nobody takes it any longer.
            return;
        }
    }

    private void DrainWhile(Func<bool> isUnderWay)
    {
        try
        {
            while (isUnderWay())
            {
                Queue.DoNext(this, CommandProgress.Interval, _stop.Token);
                if (ShowsProgress || Progress.IsWaiting)
                {
                    Progress.Show(this, _running);
                }
                else
                {
                    Progress.Complete(this);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            RemoteRunspaces.WaitFor(Host, _work);
            throw new PipelineStoppedException();
        }
    }

    // Output that nobody asked for is not written at all: with -Debug alone, for example, PowerShell would prompt for each verbose line.
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
            // A stopped pipeline accepts no more writes, and its host clears the bar itself.
            return;
        }
    }
}
