using System;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Get-WebRunSession</c>: lists the sessions that may be open, whichever process of this user opened them. Nothing is sent, because the service cannot list sessions.</summary>
[Cmdlet(VerbsCommon.Get, "WebRunSession")]
[OutputType(typeof(WebRunSession))]
public sealed class GetWebRunSessionCommand : ServiceCommand
{
    /// <summary>The sessions to show: ids, or objects with a SessionId; by default all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SessionIdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string[]? SessionId { get; set; }

    /// <summary>Only sessions whose process has ended without ending them.</summary>
    [Parameter]
    public SwitchParameter OwnerDead { get; set; }

    /// <summary>Reading the ledger needs no key.</summary>
    private protected override bool NeedsKey => false;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var known = Client.GetSessions().Where(session => !OwnerDead || session.Owner == WebRunSessionOwner.DeadProcess).ToList();
        if (SessionId is null)
        {
            WriteObject(known, enumerateCollection: true);
            return;
        }

        foreach (var sessionId in SessionId)
        {
            if (known.Find(session => string.Equals(session.SessionId, sessionId, StringComparison.Ordinal)) is { } session)
            {
                WriteObject(session);
            }
            else
            {
                WriteError(ErrorRecords.From(new WebRunException(WebRunErrorId.SessionNotFound, $"The session '{sessionId}' was not found among the open sessions: it has ended, or you did not open it on this machine."), sessionId));
            }
        }
    }
}
