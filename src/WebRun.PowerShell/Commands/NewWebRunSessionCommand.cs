using System;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary><c>New-WebRunSession</c>: opens a session that stays open, and optionally starts a first task in it.</summary>
[Cmdlet(VerbsCommon.New, "WebRunSession", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunSession))]
public sealed class NewWebRunSessionCommand : TaskCommand
{
    private readonly EnumParameter<WebRunReachOutMode> _reachOutMode = new();

    /// <summary>The first task. To wait for it, pipe the session into Wait-WebRunTask.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Task", "Prompt")]
    [AllowNull]
    [AllowEmptyString]
    [TaskTextTransformation]
    [ValidateTask]
    public override string? TaskDetails { get; set; }

    /// <summary>Ends the session when its first task has ended.</summary>
    [Parameter]
    public SwitchParameter TerminateOnCompletion { get; set; }

    /// <summary>Keeps the session open when this PowerShell process exits.</summary>
    [Parameter]
    public SwitchParameter KeepAlive { get; set; }

    /// <summary>The environment that the session's browser starts from; a WebRunEnvironment from the pipeline brings it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [IdTransformation("EnvironmentId")]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? EnvironmentId { get; set; }

    /// <summary>The policy that applies to the session.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [IdTransformation("PolicyId")]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? PolicyId { get; set; }

    /// <summary>The proxy that the session's browser goes through: a country such as DE, random, http://host:port or socks5://host:port, or @{ Uri = …; Credential = $credential }.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ProxyTransformation(IsCell = true)]
    [ArgumentCompleter(typeof(ProxyCompleter))]
    public WebRunProxy? Proxy { get; set; }

    /// <summary>When the agent contacts you: Off, GuardrailOnly or Full.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ReachOutModeTransformation]
    public WebRunReachOutMode? ReachOutMode
    {
        get => _reachOutMode.Value;
        set => _reachOutMode.Value = value;
    }

    /// <inheritdoc/>
    private protected override WebRunTaskRequest Request => base.Request with { TerminateOnCompletion = TerminateOnCompletion };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (TakesOnlyTheEnvironment())
        {
            TaskDetails = null;
        }
        else if (!HasTask())
        {
            return;
        }

        if (TryTakeFiles(out var files) && TryOptions(EnvironmentId, PolicyId, Proxy, ReachOutMode, out var options) && ShouldStart("Open browser session"))
        {
            var request = Request;
            Run(TaskDetails ?? (object?)StartingPoint, async (pipeline, cancellationToken) =>
            {
                var session = await Client.StartSessionAsync(await WithFilesAsync(request, files, cancellationToken).ConfigureAwait(false), KeepAlive, options, cancellationToken).ConfigureAwait(false);
                await HandOverAsync(pipeline, session, session.SessionId!, cancellationToken).ConfigureAwait(false);
            });
        }
    }

    /// <summary>True for an environment from the pipeline, which says where to start, not what to do.</summary>
    private bool TakesOnlyTheEnvironment() =>
        !HasText && InputObject?.TypeNames.Any(name => name.EndsWith("WebRun.WebRunEnvironment", StringComparison.Ordinal)) == true;
}
