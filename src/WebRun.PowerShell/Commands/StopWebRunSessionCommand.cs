using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Execution;
using WebRun.PowerShell.Loading;

namespace WebRun.PowerShell;

/// <summary><c>Stop-WebRunSession</c>: ends sessions, and with them all cost. A session that has ended before is not an error.</summary>
[Cmdlet(VerbsLifecycle.Stop, "WebRunSession", SupportsShouldProcess = true, DefaultParameterSetName = NamedSet)]
[OutputType(typeof(WebRunSession))]
public sealed class StopWebRunSessionCommand : ServiceCommand
{
    private const string NamedSet = "Named";
    private const string AllSet = "All";
    private int _unnamed;

    /// <summary>The sessions: ids, or objects with a SessionId, such as sessions and tasks. Warns about sessions whose id the service never returned.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = NamedSet)]
    [SessionIdTransformation]
    [AllowNull]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string?[]? SessionId { get; set; }

    /// <summary>Ends every session that this process has opened, and those that ended processes left open.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllSet)]
    public SwitchParameter All { get; set; }

    /// <summary>With -All, also ends the sessions of this user's other running processes.</summary>
    [Parameter(ParameterSetName = AllSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the sessions that have ended.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (All)
        {
            StopAll();
        }
        else if (SessionId is [_, ..])
        {
            StopNamed(SessionId);
        }
        else if (MyInvocation.ExpectingInput)
        {
            _unnamed++;
        }
        else
        {
            WriteError(ErrorRecords.From(new WebRunException(WebRunErrorId.InvalidParameter, "The SessionId is missing: give an id, or a session or task."), null));
        }

        Drain();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_unnamed > 0)
        {
            WriteWarning($"{_unnamed} more may be open, but cannot be ended from here, because the service never returned an id for them. They end by themselves when they have been idle for 5 minutes. Get-WebRunSession lists them, and by when they have certainly ended.");
        }
    }

    private void StopNamed(string?[] sessionIds)
    {
        foreach (var sessionId in sessionIds)
        {
            if (sessionId is { Length: > 0 })
            {
                Stop(new WebRunSession { SessionId = sessionId });
            }
            else
            {
                _unnamed++;
            }
        }
    }

    private void StopAll()
    {
        var known = Client.GetSessions();
        foreach (var session in known.Where(session => session.SessionId is not null && (Force || session.Owner != WebRunSessionOwner.OtherProcess)))
        {
            Stop(session);
        }

        _unnamed += known.Count(session => session.SessionId is null && session.State == WebRunSessionState.Unknown);
        var others = Force ? 0 : known.Count(session => session.Owner == WebRunSessionOwner.OtherProcess);
        if (others > 0)
        {
            WriteVerbose($"{others} of other running processes were left open; -Force ends them too.");
        }
    }

    /// <summary>True for a session that this machine notes as open, and for one that this process has seen.</summary>
    private bool IsKnown(string sessionId) =>
        RecentlySeen.Of(nameof(SessionId)).Any(seen => seen.Id == sessionId) || Client.GetSessions().Any(session => session.SessionId == sessionId);

    private void Stop(WebRunSession session)
    {
        var sessionId = session.SessionId!;
        if (!ShouldProcess(session.TaskDetails is null ? sessionId : $"{sessionId} ({session.TaskDetails})", "Terminate browser session"))
        {
            return;
        }

        Start(sessionId, async (pipeline, cancellationToken) =>
        {
            var isKnown = IsKnown(sessionId);
            if (!await Client.TerminateSessionAsync(sessionId, cancellationToken).ConfigureAwait(false))
            {
                if (!isKnown)
                {
                    pipeline.Warning($"No session was ended: neither the service nor this machine knows a session '{sessionId}'. Check the id; Get-WebRunSession lists the sessions that may be open.");
                    return;
                }

                pipeline.Verbose($"Session {sessionId} had already ended.");
            }

            RecentlySeen.NoteSession(sessionId);
            if (PassThru)
            {
                pipeline.Write(session with { State = WebRunSessionState.Terminated, EndsBy = null });
            }
        });
    }
}
