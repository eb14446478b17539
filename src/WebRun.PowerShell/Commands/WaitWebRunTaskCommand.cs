using System;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary><c>Wait-WebRunTask</c>: waits for any number of tasks at once, and emits each one when it ends or asks a question.</summary>
[Cmdlet(VerbsLifecycle.Wait, "WebRunTask")]
[OutputType(typeof(WebRunTask), typeof(Job))]
public sealed class WaitWebRunTaskCommand : TaskReferenceCommand
{
    private bool _isRefused;

    /// <summary>The maximum time to wait for each task, which then keeps running. The default is its MaxDuration plus 30 s. A number means seconds.</summary>
    [Parameter]
    [DurationTransformation]
    [ValidateDuration(Limits.MinTimeout, Limits.MaxTimeout)]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The time between two polls of a task: 1 s or more, 2 s by default. A number means seconds.</summary>
    [Parameter]
    [DurationTransformation]
    [ValidateDuration(Limits.MinPollInterval, Limits.MaxPollInterval)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The maximum cost of the task in USD. It is stopped when a poll shows more, so it can exceed this by what it uses in one PollInterval.</summary>
    [Parameter]
    [NumberTransformation]
    [ValidateNumber(Limits.MinCost, Limits.MaxCostLimit)]
    public double? MaxCost { get; set; }

    /// <summary>Ask, to be asked at the prompt what a task asks; or a script block that answers it: it gets the task as $_ and emits text or a SecureString, or nothing to leave it waiting.</summary>
    [Parameter]
    [GuardrailTransformation]
    [ArgumentCompleter(typeof(GuardrailCompleter))]
    [ValidateNotNull]
    public ScriptBlock? OnGuardrail { get; set; }

    /// <summary>A script block that checks the answer: it gets the task as $_. If the last value that it emits is not true, or if it throws, that is the error AssertionFailed.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Assert { get; set; }

    /// <summary>Waits as a job; stopping it stops the tasks.</summary>
    [Parameter]
    public SwitchParameter AsJob { get; set; }

    /// <inheritdoc/>
    private protected override bool IsJob => AsJob;

    /// <inheritdoc/>
    private protected override string AboutEnded => "They are no longer waited for, and keep running: Wait-WebRunTask waits again, and Stop-WebRunSession ends their sessions.";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        RefuseWhatCannotRun(OnGuardrail, Assert, OutputSchema);
        base.BeginProcessing();
        _isRefused = !HasAllThatIsTyped();
    }

    /// <inheritdoc/>
    private protected override void ProcessTask(WebRunTask known)
    {
        if (_isRefused)
        {
            return;
        }

        Start(known, (pipeline, cancellationToken) => WaitAsync(pipeline, known, HowToWait(pipeline, Timeout, PollInterval, MaxCost, OnGuardrail, Assert), how => Client.WaitTaskAsync(known, how, cancellationToken), cancellationToken));
        DrainReady();
    }
}
