using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Models;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell.Execution;

/// <summary>Writes the output of work to the streams of its job.</summary>
internal sealed class JobWriter : PipelineWriter
{
    private const int MaxLines = 1000;
    private readonly Job _job;
    private readonly string _commandType;

    /// <summary>Writes to a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="commandType">The type of the command that created it.</param>
    public JobWriter(Job job, string commandType)
    {
        (_job, _commandType) = (job, commandType);
        Progress = new CommandProgress(job.Command, Show);
    }

    /// <inheritdoc/>
    public override CommandProgress Progress { get; }

    /// <summary>True if there was an error.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>True if there was output.</summary>
    public bool HasResult { get; private set; }

    public override void Write(object value)
    {
        HasResult = true;
        RecentlySeen.Note(value);
        Add(_job.Output, PSObject.AsPSObject(value));
    }

    public override Task HandOverAsync(object value, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(value);
        return Task.CompletedTask;
    }

    /// <summary>Writes an error with the id that the command itself would give it.</summary>
    public override void Error(ErrorRecord error)
    {
        HasFailed = true;
        Add(_job.Error, error.With($"{error.FullyQualifiedErrorId},{_commandType}", error.TargetObject));
    }

    public override void Warning(string text) => Add(_job.Warning, new WarningRecord(SafeText.Lines(text)));

    public override void Verbose(string text) => Add(_job.Verbose, new VerboseRecord(SafeText.Lines(text)));

    public override void Debug(string text) => Add(_job.Debug, new DebugRecord(SafeText.Lines(text)));

    public override void WriteHost(string text, bool canDrop)
    {
        if (!canDrop || _job.Information.Count < MaxLines)
        {
            var line = new InformationRecord(new HostInformationMessage { Message = text }, _job.Command);
            line.Tags.Add("PSHOST");
            Add(_job.Information, line);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override Task<T> DoAsync<T>(Func<T> action, CancellationToken cancellationToken) => Task.FromResult(action());

    /// <summary>Keeps only the latest progress, because nobody could receive the others in time.</summary>
    private void Show(ProgressRecord picture)
    {
        if (_job.Progress.IsOpen)
        {
            _job.Progress.Clear();
            Add(_job.Progress, picture);
        }
    }

    private static void Add<T>(PSDataCollection<T> stream, T said)
    {
        try
        {
            stream.Add(said);
        }
        catch (InvalidOperationException)
        {
            // The job has ended in the meantime, or was removed.
            return;
        }
    }
}

/// <summary>The streams of jobs: what is in them, and their end.</summary>
internal static class JobStreams
{
    /// <summary>True while there is something to receive.</summary>
    public static bool HasMoreData(Job job) =>
        job.Output.Count + job.Error.Count + job.Warning.Count + job.Verbose.Count + job.Debug.Count + job.Information.Count + job.Progress.Count > 0;

    /// <summary>True if a job has ended.</summary>
    public static bool IsEnded(Job job) => job.JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    /// <summary>Closes a job's streams, so that their readers know that nothing follows.</summary>
    public static void Complete(Job job)
    {
        job.Progress.Complete();
        job.Output.Complete();
        job.Error.Complete();
        job.Warning.Complete();
        job.Verbose.Complete();
        job.Debug.Complete();
        job.Information.Complete();
    }
}
