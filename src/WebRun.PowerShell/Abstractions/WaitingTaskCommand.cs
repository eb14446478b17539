using System;
using System.Management.Automation;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

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
    [ValidateDuration(Limits.MinTimeout, Limits.MaxTimeout)]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The pause between two looks at the task: 1 s or more, by default 2 s. A bare number means seconds.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [DurationTransformation]
    [ValidateDuration(Limits.MinPollInterval, Limits.MaxPollInterval)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What the task may cost, in USD. It is stopped when a look shows more, so it can cost more by what one PollInterval costs, or the first 50 s.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [ValidateRange(Limits.MinCost, Limits.MaxCostLimit)]
    public double? MaxCost { get; set; }

    /// <summary>Answers what the task asks: a script block that gets the task as $_ and emits a text or a SecureString, or nothing to leave it waiting.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [ValidateNotNull]
    public ScriptBlock? OnGuardrail { get; set; }

    /// <summary>Works as a job, with a child for each task; stopping it stops the tasks.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    private protected override bool IsJob => AsJob;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        RefuseGuardrailsInJob(OnGuardrail);
        base.BeginProcessing();
    }

    /// <summary>How the parameters say to wait.</summary>
    private protected WebRunWait HowToWait(PipelineWriter pipeline) => HowToWait(pipeline, Timeout, PollInterval, MaxCost, OnGuardrail);
}
