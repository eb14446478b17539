using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>What jobs have said, and whether they go on.</summary>
internal static class JobStreams
{
    /// <summary>True while there is something to receive.</summary>
    public static bool HaveMore(Job job) =>
        job.Output.Count + job.Error.Count + job.Warning.Count + job.Verbose.Count + job.Debug.Count + job.Information.Count + job.Progress.Count > 0;

    /// <summary>True when a job will say no more.</summary>
    public static bool IsEnded(Job job) => job.JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    /// <summary>Tells whoever reads a job's streams that nothing follows.</summary>
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
