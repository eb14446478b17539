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

    /// <summary>Shows what the agent thinks and does, as it happens. The session is opened first, so that it is known from the start.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    public SwitchParameter Live { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!HasTask() || !ShouldStart("Run browser task"))
        {
            return;
        }

        var request = Request;
        Run(TaskDetails, async (pipeline, cancel) =>
        {
            WebRunTask task;
            if (NoWait)
            {
                task = await Client.RunTaskAsync(request, cancel).ConfigureAwait(false);
            }
            else
            {
                var how = HowToWait(pipeline) with { IsLive = Live, OnEvent = Live ? told => Tell(pipeline, told) : null };
                task = await WithProgressAsync(how, wait => Client.InvokeTaskAsync(request, wait, cancel)).ConfigureAwait(false);
            }

            pipeline.Warn(task);
            if (task.HasNoResult() && !NoWait)
            {
                pipeline.Error(ErrorRecords.TaskFailed(task));
            }
            else if (task.IsEnded())
            {
                pipeline.Emit(task);
            }
            else
            {
                await HandOverAsync(pipeline, task, task.SessionId!, cancel).ConfigureAwait(false);
            }
        });
    }

    private static void Tell(PipelineWriter pipeline, WebRunEvent told) =>
        pipeline.Tell(Display.Line(told), canBeMissed: told.Kind is WebRunEventKind.Thought or WebRunEventKind.Action or WebRunEventKind.Update);
}
