using System;
using System.Management.Automation;
using System.Threading.Tasks;

namespace WebRun.PowerShell;

/// <summary>A command that starts a task and can wait for its end.</summary>
public abstract class WaitingTaskCommand : TaskCommand
{
    /// <summary>The parameter set in which the command waits.</summary>
    protected const string WaitSet = "Wait";

    /// <summary>The parameter set in which the command returns when the service has answered.</summary>
    protected const string NoWaitSet = "NoWait";

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Task", "Prompt")]
    [ValidateNotBlank]
    public override string? TaskDetails { get; set; }

    /// <summary>How long to wait at most. By default the task's MaxDuration and 30 s. A bare number means seconds.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [DurationTransformation]
    [ValidateDuration(0.001, 24 * 3600)]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The pause between two looks at the task: 1 s or more, by default 2 s. A bare number means seconds.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [DurationTransformation]
    [ValidateDuration(1, 3600)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Waits as the parameters say, with the task in the progress bar.</summary>
    private protected Task<WebRunTask> WaitAsync(Func<WebRunWait, Task<WebRunTask>> wait) => WithProgressAsync(PollInterval, Timeout, wait);
}
