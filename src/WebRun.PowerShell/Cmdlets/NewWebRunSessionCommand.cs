using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>New-WebRunSession</c>: opens a session that stays, and may start a first task in it.</summary>
[Cmdlet(VerbsCommon.New, "WebRunSession", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunSession))]
public sealed class NewWebRunSessionCommand : TaskCommand
{
    /// <summary>What the session begins with. The service does not name this task: to wait for a task, use Send-WebRunTask.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Task", "Prompt")]
    [ValidateNotBlank]
    public override string? TaskDetails { get; set; }

    /// <summary>Ends the session when its first task has ended.</summary>
    [Parameter]
    public SwitchParameter TerminateOnCompletion { get; set; }

    /// <summary>Lets the session outlive this PowerShell process, which otherwise ends it when it exits.</summary>
    [Parameter]
    public SwitchParameter KeepAlive { get; set; }

    /// <inheritdoc/>
    private protected override WebRunTaskRequest Request => base.Request with { TerminateOnCompletion = TerminateOnCompletion };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (HasTask() && ShouldStart("Open browser session"))
        {
            var request = Request;
            Run(TaskDetails ?? (object?)StartingPoint, async (pipeline, cancel) =>
            {
                var session = await Client.StartSessionAsync(request, KeepAlive, cancel).ConfigureAwait(false);
                await HandOverAsync(pipeline, session, session.SessionId!, cancel).ConfigureAwait(false);
            });
        }
    }
}
