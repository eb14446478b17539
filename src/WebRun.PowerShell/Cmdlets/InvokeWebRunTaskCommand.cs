using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>Invoke-WebRunTask</c>: runs a task in a session of its own, to its end. The session ends with it, or with the command.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "WebRunTask", SupportsShouldProcess = true, DefaultParameterSetName = WaitSet)]
[OutputType(typeof(WebRunTask))]
public sealed class InvokeWebRunTaskCommand : WaitingTaskCommand
{
    // As in Connect-WebRun: a field of the client's own enum would load the client too early.
    private int? _reachOutMode;

    /// <summary>Emits what the service answers first, after up to 50 s: the result if the task is quick, else the pending task.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NoWaitSet)]
    public SwitchParameter NoWait { get; set; }

    /// <summary>Shows what the agent thinks and does, as it happens. The session is opened first, so that it is known from the start.</summary>
    [Parameter(ParameterSetName = WaitSet)]
    public SwitchParameter Live { get; set; }

    /// <summary>The environment that the session's browser starts from; comes down the pipeline with a WebRunEnvironment.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [IdTransformation("EnvironmentId")]
    public string? EnvironmentId { get; set; }

    /// <summary>The policy that the session keeps to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? PolicyId { get; set; }

    /// <summary>The proxy that the session's browser goes through: a country such as DE, random, http://host:port or socks5://host:port, or @{ Uri = …; Credential = $credential }.</summary>
    [Parameter]
    [ProxyTransformation]
    [ArgumentCompleter(typeof(ProxyCompleter))]
    [ValidateNotNull]
    public WebRunProxy? Proxy { get; set; }

    /// <summary>When the agent reaches out to you: Off, GuardrailOnly or Full.</summary>
    [Parameter]
    public WebRunReachOutMode? ReachOutMode
    {
        get => (WebRunReachOutMode?)_reachOutMode;
        set => _reachOutMode = (int?)value;
    }

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
            var options = Options(EnvironmentId, PolicyId, Proxy, ReachOutMode);
            request = await WithFilesAsync(request, cancel).ConfigureAwait(false);
            WebRunTask task;
            if (NoWait)
            {
                task = await Client.RunTaskAsync(request, options, cancel).ConfigureAwait(false);
            }
            else
            {
                var how = HowToWait(pipeline) with { IsLive = Live, OnEvent = Live ? told => Tell(pipeline, told) : null };
                task = await WithProgressAsync(how, wait => Client.InvokeTaskAsync(request, wait, options, cancel)).ConfigureAwait(false);
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
