using System;
using System.Management.Automation;
using WebRun.PowerShell.Binding;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary>A command that starts a task and can wait until it ends.</summary>
public abstract class WaitingTaskCommand : TaskCommand
{
    /// <summary>The parameter set in which the command waits.</summary>
    protected const string WaitSet = "Wait";

    /// <summary>The parameter set in which the command returns as soon as the service has taken the task.</summary>
    protected const string NoWaitSet = "NoWait";

    /// <inheritdoc/>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Task", "Prompt")]
    [AllowNull]
    [AllowEmptyString]
    [TaskTextTransformation]
    [ValidateTask]
    public override string? TaskDetails { get; set; }

    /// <summary>The maximum time to wait. The default is the task's MaxDuration plus 30 s. A number means seconds.</summary>
    [Parameter(ParameterSetName = WaitSet, ValueFromPipelineByPropertyName = true)]
    [DurationTransformation]
    [ValidateDuration(Limits.MinTimeout, Limits.MaxTimeout)]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The time between two polls of the task: 1 s or more, 2 s by default. A number means seconds.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [DurationTransformation]
    [ValidateDuration(Limits.MinPollInterval, Limits.MaxPollInterval)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The maximum cost of the task in USD. It is stopped when a poll shows more, so it can exceed this by what it uses in one PollInterval. A task that ends before it can be stopped comes out with a warning.</summary>
    [Parameter(ParameterSetName = WaitSet, ValueFromPipelineByPropertyName = true)]
    [NumberTransformation(IsCell = true)]
    [ValidateNumber(Limits.MinCost, Limits.MaxCostLimit)]
    public double? MaxCost { get; set; }

    /// <summary>Ask, to be asked at the prompt what a task asks; or a script block that answers it: it gets the task as $_ and emits text or a SecureString, or nothing to leave it waiting.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [GuardrailTransformation]
    [ArgumentCompleter(typeof(GuardrailCompleter))]
    [ValidateNotNull]
    public ScriptBlock? OnGuardrail { get; set; }

    /// <summary>A script block that checks the answer: it gets the task as $_. If the last value that it emits is not true, or if it throws, that is the error AssertionFailed.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [ValidateNotNull]
    public ScriptBlock? Assert { get; set; }

    /// <summary>How often an answer that does not fit OutputSchema, or is not as Assert says, is sent back to the same session with what is wrong: 0 to 3, 0 by default. Each time is one more paid task; the task lists them all as Attempts, and its Cost is that of all.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    [NumberTransformation(IsWhole = true)]
    [ValidateRange(0, 3)]
    public int RepairAttempts { get; set; }

    /// <summary>Runs as a job with a child job for each task; stopping it stops the tasks.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    private protected override bool IsJob => AsJob;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        RefuseWhatCannotRun(OnGuardrail, Assert, OutputSchema);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    private protected override WebRunTaskRequest Request => base.Request with { MaxCost = (decimal?)MaxCost, Timeout = Timeout };

    /// <inheritdoc/>
    private protected override TaskPrice NewPrice() => new(maxTotalCost: null, RepairAttempts);

    /// <summary>The wait that the parameters describe.</summary>
    private protected WebRunWait HowToWait(PipelineWriter pipeline) => HowToWait(pipeline, Timeout, PollInterval, MaxCost, OnGuardrail, Assert, RepairAttempts);
}
