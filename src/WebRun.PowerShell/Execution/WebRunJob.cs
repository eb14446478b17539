using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Execution;

/// <summary>A command's work in the background: a PowerShell job with a child for each task, in this process and without a runspace.</summary>
internal sealed class WebRunJob : Job
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _commandType;
    private readonly List<IDisposable> _owned = [];
    private readonly List<Action<PipelineWriter>> _whenDone = [];
    private bool _isSettled;
    private Runspace? _runspace;

    // The command itself counts until it has added all of its work.
    private int _running = 1;

    /// <summary>Creates a job that is running and has no work yet.</summary>
    /// <param name="command">The command's name. The whole command line could hold a secret.</param>
    /// <param name="commandType">The type of the command, with which PowerShell ends the ids of its errors.</param>
    /// <param name="location">The location that the job shows.</param>
    public WebRunJob(string command, string commandType, string location)
        : base(command)
    {
        PSJobTypeName = nameof(WebRunJob);
        (Location, _commandType) = (location, commandType);
        Writer = new JobWriter(this, commandType);
        SetJobState(JobState.Running);
    }

    /// <summary>Receives output that is not about a single task.</summary>
    public PipelineWriter Writer { get; }

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override bool HasMoreData => JobStreams.HasMoreData(this) || ChildJobs.Any(child => child.HasMoreData);

    /// <inheritdoc/>
    public override string StatusMessage
    {
        get
        {
            var done = $"{ChildJobs.Count(JobStreams.IsEnded)} of {ChildJobs.Count} done";
            return Limited?.Invoke() is { } limit ? $"{done}, {limit.Count} waiting {Display.Elapsed(limit.Time)} for the rate limit" : done;
        }
    }

    /// <summary>How many requests wait for the rate limit, and for how much longer; null for none.</summary>
    public Func<(int Count, TimeSpan Time)?>? Limited { get; set; }

    /// <summary>Starts work as a new child job.</summary>
    /// <param name="target">What the user gave, for errors.</param>
    /// <param name="work">The work.</param>
    public void Start(object? target, Func<PipelineWriter, CancellationToken, Task> work)
    {
        var child = new TaskJob(target, Command, _commandType, Location, this);
        ChildJobs.Add(child);
        Interlocked.Increment(ref _running);

        // Started on this thread, so that tasks run in the order of the input.
        _ = RunAsync();

        async Task RunAsync()
        {
            await child.RunAsync(work, _stop.Token).ConfigureAwait(false);
            EndOne();
        }
    }

    /// <summary>Takes over something that the work uses, and disposes of it after the work.</summary>
    public void Own(IDisposable resource) => _owned.Add(resource);

    /// <summary>Adds what to do once all of the work has come to its end, if nobody stops it.</summary>
    public void WhenDone(Action<PipelineWriter> action) => _whenDone.Add(action);

    /// <summary>Hands the job over to the user, with all of its work.</summary>
    public void Publish()
    {
        _isSettled = true;
        _runspace = Runspace.DefaultRunspace;
        _runspace.StateChanged += StopWithRunspace;
        EndOne();
    }

    /// <summary>Stops a job that no user can stop, because the command ended before it emitted the job.</summary>
    public void DiscardUnlessPublished()
    {
        if (!_isSettled)
        {
            _isSettled = true;
            _stop.Cancel();
            EndOne();
        }
    }

    /// <summary>Does that, waits until its work has ended, but no longer than the timeout, and gives the work.</summary>
    public IEnumerable<TaskJob> Discard(TimeSpan timeout)
    {
        DiscardUnlessPublished();
        _ = _ended.Task.Wait(timeout);
        return ChildJobs.Cast<TaskJob>();
    }

    /// <inheritdoc/>
    public override void StopJob()
    {
        _stop.Cancel();
        ((IAsyncResult)_ended.Task).AsyncWaitHandle.WaitOne();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _stop.Cancel();
        base.Dispose(disposing);
    }

    private void EndOne()
    {
        if (Interlocked.Decrement(ref _running) > 0)
        {
            return;
        }

        _runspace?.StateChanged -= StopWithRunspace;
        try
        {
            if (!_stop.IsCancellationRequested)
            {
                _whenDone.ForEach(action => action(Writer));
            }

            _owned.ForEach(resource => resource.Dispose());
        }
        finally
        {
            JobStreams.Complete(this);
            SetJobState(
                _stop.IsCancellationRequested ? JobState.Stopped
                : ChildJobs.Any(child => child.JobStateInfo.State == JobState.Failed) ? JobState.Failed
                : JobState.Completed);
            _ended.TrySetResult(true);
        }
    }

    /// <summary>Stops the work when the runspace closes: nobody can receive its output then, so nobody should pay for it.</summary>
    private void StopWithRunspace(object? sender, RunspaceStateEventArgs change)
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
        {
            _stop.Cancel();
        }
    }
}
