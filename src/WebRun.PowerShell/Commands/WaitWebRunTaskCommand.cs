using System;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary><c>Wait-WebRunTask</c>: waits for any number of tasks at once, and emits each as it ends or asks something.</summary>
[Cmdlet(VerbsLifecycle.Wait, "WebRunTask")]
[OutputType(typeof(WebRunTask), typeof(Job))]
public sealed class WaitWebRunTaskCommand : TaskReferenceCommand
{
    /// <summary>How long to wait for each task at most; the task goes on. By default its MaxDuration and 30 s. A bare number means seconds.</summary>
    [Parameter]
    [DurationTransformation]
    [ValidateDuration(Limits.MinTimeout, Limits.MaxTimeout)]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The pause between two looks at a task: 1 s or more, by default 2 s. A bare number means seconds.</summary>
    [Parameter]
    [DurationTransformation]
    [ValidateDuration(Limits.MinPollInterval, Limits.MaxPollInterval)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What the task may cost, in USD. It is stopped when a look shows more, so it can cost more by what one PollInterval costs, or the first 50 s.</summary>
    [Parameter]
    [ValidateRange(Limits.MinCost, Limits.MaxCostLimit)]
    public double? MaxCost { get; set; }

    /// <summary>Answers what the task asks: a script block that gets the task as $_ and emits a text or a SecureString, or nothing to leave it waiting.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? OnGuardrail { get; set; }

    /// <summary>Waits as a job; stopping it stops the tasks.</summary>
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

    /// <inheritdoc/>
    private protected override void Look(WebRunTask known)
    {
        Start(known, (pipeline, cancellationToken) => WaitAsync(pipeline, known, HowToWait(pipeline, Timeout, PollInterval, MaxCost, OnGuardrail), cancellationToken));
        DrainReady();
    }
}
