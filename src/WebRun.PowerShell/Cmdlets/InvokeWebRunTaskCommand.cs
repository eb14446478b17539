using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>Invoke-WebRunTask</c>: runs a task in a session of its own, to its end. The session ends with it, or with the command.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "WebRunTask", SupportsShouldProcess = true, DefaultParameterSetName = WaitSet)]
[OutputType(typeof(WebRunTask))]
public sealed class InvokeWebRunTaskCommand : WaitingTaskCommand
{
    /// <summary>Emits what the service answers first, after up to 50 s: the result if the task is quick, else the pending task.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NoWaitSet)]
    public SwitchParameter NoWait { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldStart("Run browser task"))
        {
            return;
        }

        var request = Request;
        Run(TaskDetails, async (pipeline, cancel) =>
        {
            if (NoWait)
            {
                pipeline.WriteAnswer(await Client.RunTaskAsync(request, cancel).ConfigureAwait(false));
            }
            else
            {
                pipeline.WriteEnd(await WaitAsync(wait => Client.InvokeTaskAsync(request, wait, cancel)).ConfigureAwait(false), sessionLives: false);
            }
        });
    }
}
