using System;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>Wait-WebRunTask</c>: waits for any number of tasks at once, and emits each as it ends or asks something.</summary>
[Cmdlet(VerbsLifecycle.Wait, "WebRunTask")]
[OutputType(typeof(WebRunTask))]
public sealed class WaitWebRunTaskCommand : TaskReferenceCommand
{
    /// <summary>How long to wait for each task at most; the task goes on. By default its MaxDuration and 30 s. A bare number means seconds.</summary>
    [Parameter]
    [DurationTransformation]
    [ValidateDuration(0.001, 24 * 3600)]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The pause between two looks at a task: 1 s or more, by default 2 s. A bare number means seconds.</summary>
    [Parameter]
    [DurationTransformation]
    [ValidateDuration(1, 3600)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var known = Known;
        Start(known, async (pipeline, cancel) => pipeline.WriteEnd(
            await WithProgressAsync(PollInterval, Timeout, wait => Client.WaitTaskAsync(known, wait, cancel)).ConfigureAwait(false),
            sessionLives: true));
        DrainReady();
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Drain();
}
