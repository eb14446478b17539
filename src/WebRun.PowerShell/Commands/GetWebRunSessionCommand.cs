using System;
using System.Linq;
using System.Management.Automation;
using WebRun.PowerShell.Execution;

namespace WebRun.PowerShell;

/// <summary><c>Get-WebRunSession</c>: the sessions that may be open, whichever process of this user opened them. Nothing is sent: the service lists none.</summary>
[Cmdlet(VerbsCommon.Get, "WebRunSession")]
[OutputType(typeof(WebRunSession))]
public sealed class GetWebRunSessionCommand : ServiceCommand
{
    /// <summary>The sessions to show: ids, or anything with a SessionId. Without it, all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SessionIdTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter))]
    public string[]? SessionId { get; set; }

    /// <summary>Only those whose process has ended, so that nobody is left to end them.</summary>
    [Parameter]
    public SwitchParameter OwnerDead { get; set; }

    /// <summary>What this user has noted needs no key.</summary>
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
                WriteError(ErrorRecords.From(new WebRunException(WebRunErrorId.SessionNotFound, $"No open session '{sessionId}' is noted here: it has ended, or this user did not open it on this machine."), sessionId));
            }
        }
    }
}
