using System.Collections.Generic;
using System.Management.Automation;
using System.Threading.Tasks;
using WebRun.PowerShell.Execution;
using WebRun.Schemas;

namespace WebRun.PowerShell;

/// <summary><c>Watch-WebRunSession</c>: emits what happens in a session, as it happens, until the session ends, or until the task ends if one is given.</summary>
[Cmdlet("Watch", "WebRunSession")]
[OutputType(typeof(WebRunEvent))]
public sealed class WatchWebRunSessionCommand : ServiceCommand
{
    private const int MaxPending = 256;

    /// <summary>The session.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SessionIdTransformation]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string SessionId { get; set; } = "";

    /// <summary>The task to watch; a WebRunTask from the pipeline brings it. The watch ends with it.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [IdTransformation("TaskId")]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string? TaskId { get; set; }

    /// <summary>What the pipeline brings: a session is watched to its own end, not to that of its first task.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Watching needs no key.</summary>
    private protected override bool NeedsKey => false;

    /// <summary>The events show enough.</summary>
    private protected override bool ShowsProgress => false;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!IsUsed(InputObject))
        {
            return;
        }

        var (sessionId, taskId) = (SessionId, InputObject.TaskOf(TaskId));
        Start(sessionId, async (pipeline, cancellationToken) =>
        {
            var pending = 0;
            await (taskId is null
                ? Client.WatchSessionAsync(sessionId, ReceiveAsync, cancellationToken)
                : Client.WatchTaskAsync(new WebRunTask { SessionId = sessionId, TaskId = taskId }, ReceiveAsync, cancellationToken)).ConfigureAwait(false);

            async Task ReceiveAsync(WebRunEvent liveEvent, int lost)
            {
                if (lost > 0)
                {
                    pipeline.Warning($"{lost} events of session {sessionId} were lost, because the pipeline takes them more slowly than they arrive.");
                }

                pipeline.Write(liveEvent.Data is IDictionary<string, object?> fields ? liveEvent with { Data = new JsonTable(fields) } : liveEvent);
                if (++pending >= MaxPending)
                {
                    pending = 0;
                    await pipeline.FlushAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        });
        DrainReady();
    }
}
