using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary><c>Stop-WebRunSession</c>: ends sessions, and with them all cost. One that the service no longer knows is no error.</summary>
[Cmdlet(VerbsLifecycle.Stop, "WebRunSession", SupportsShouldProcess = true)]
[OutputType(typeof(WebRunSession))]
public sealed class StopWebRunSessionCommand : ServiceCommand
{
    /// <summary>The sessions: ids, or anything with a SessionId, such as sessions and tasks.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SessionIdTransformation]
    [ValidateNotNullOrEmpty]
    public string[] SessionId { get; set; } = [];

    /// <summary>Emits the sessions that have ended.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var sessionId in SessionId)
        {
            if (ShouldProcess(sessionId, "Terminate browser session"))
            {
                Start(sessionId, async (pipeline, cancel) =>
                {
                    // What ends the command does not end the ending.
                    var ending = Client.TerminateSessionInBackground(sessionId);
                    if (!await PipelineWriter.WithinAsync(ending, cancel).ConfigureAwait(false))
                    {
                        pipeline.Verbose($"Session {sessionId} had ended already.");
                    }

                    if (PassThru)
                    {
                        pipeline.Write(new WebRunSession { SessionId = sessionId, State = WebRunSessionState.Terminated });
                    }
                });
            }
        }

        Drain();
    }
}
