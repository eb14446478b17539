using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Execution;

/// <summary>The child of a <see cref="WebRunJob"/> for one task. It fails if there is an error.</summary>
internal sealed class TaskJob : Job
{
    private readonly WebRunJob _parent;
    private readonly JobWriter _writer;

    /// <summary>Creates a job that is running.</summary>
    /// <param name="target">What the user gave.</param>
    /// <param name="command">The command's name.</param>
    /// <param name="commandType">The type of the command, with which PowerShell ends the ids of its errors.</param>
    /// <param name="location">The location that the job shows.</param>
    /// <param name="parent">The job that it belongs to.</param>
    public TaskJob(object? target, string command, string commandType, string location, WebRunJob parent)
        : base(command)
    {
        PSJobTypeName = nameof(WebRunJob);
        (Target, Location, _parent) = (target, location, parent);
        _writer = new JobWriter(this, commandType);
        SetJobState(JobState.Running);
    }

    /// <summary>What the user gave; null once there is a result or an error, so that a job that is kept does not keep it.</summary>
    public object? Target { get; private set; }

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override bool HasMoreData => JobStreams.HasMoreData(this);

    /// <inheritdoc/>
    public override string StatusMessage => Progress.Count > 0 ? Progress[Progress.Count - 1].StatusDescription : "";

    /// <summary>Runs the work to its end, which is also the end of this job.</summary>
    public async Task RunAsync(Func<PipelineWriter, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await _writer.DoAsync(Target, work, cancellationToken).ConfigureAwait(false);
        _writer.Progress.Finish();

        // Not from the content of the streams, which whoever waits for the job may empty at once.
        var state = _writer.HasFailed ? JobState.Failed : cancellationToken.IsCancellationRequested && !_writer.HasResult ? JobState.Stopped : JobState.Completed;
        Target = state == JobState.Stopped ? Target : null;
        JobStreams.Complete(this);
        SetJobState(state);
    }

    /// <summary>Stops the whole job, because all its tasks are from one command.</summary>
    public override void StopJob() => _parent.StopJob();
}
