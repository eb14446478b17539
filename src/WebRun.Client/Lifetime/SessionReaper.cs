using System;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Lifetime;

/// <summary>Ends sessions: at once, in the background even after the command that asked for it, and before the process ends.</summary>
/// <param name="scope">The caller's view of the client.</param>
internal sealed class SessionReaper(ClientScope scope)
{
    private static readonly TimeSpan CallerTimeout = TimeSpan.FromMinutes(2);

    // A task runs for 5 minutes at most, and then the service ends the session when it has idled for 5 more.
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromMinutes(10);

    /// <summary>As <see cref="WebRunClient.TerminateSessionAsync"/>.</summary>
    public async Task<bool> TerminateAsync(string sessionId, CancellationToken cancellationToken)
    {
        try
        {
            return await EndAsync(sessionId, CallerTimeout, persists: false, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = TerminateInBackground(sessionId);
            throw;
        }
        catch (WebRunException e) when (SessionTermination.IsPassing(e))
        {
            _ = TerminateInBackground(sessionId);
            throw new WebRunException(e.Id, $"{e.Message} The client keeps trying to end the session in the background.", e) { StatusCode = e.StatusCode, ServiceCode = e.ServiceCode, SessionId = sessionId };
        }
    }

    /// <summary>Ends a session in the background. Returns as <see cref="TerminateAsync"/>.</summary>
    public Task<bool> TerminateInBackground(string sessionId)
    {
        // The link is the shortest way, and the command that listens over it leaves it now.
        var link = scope.State.Channels.Hold(sessionId);
        var work = Task.Run(async () =>
        {
            using (link)
            {
                return await TerminateForSureAsync(sessionId).ConfigureAwait(false);
            }
        });
        ProcessEnd.WaitFor(work, scope.Options.BaseUri);
        return work;
    }

    /// <summary>Ends a session, trying as long as it can live.</summary>
    public Task<bool> TerminateForSureAsync(string sessionId) => EndAsync(sessionId, MaxLifetime, persists: true, CancellationToken.None);

    /// <summary>Ends a session if the process ends before the result is disposed.</summary>
    public IDisposable TerminateOnExit(string sessionId) => scope.State.Sessions.Own(sessionId, ProcessEnd.Do(() => _ = TerminateInBackground(sessionId)));

    /// <summary>Ends a session when the process ends, unless it has ended before.</summary>
    public void Remember(string sessionId) => scope.State.Sessions.Remember(sessionId, TerminateOnExit(sessionId));

    private async Task<bool> EndAsync(string sessionId, TimeSpan timeout, bool persists, CancellationToken cancellationToken)
    {
        var (termination, costs, isOurs) = (new SessionTermination(scope, sessionId, timeout, persists), new FinalCosts(scope, sessionId), scope.State.Costs.HasOpened(sessionId));
        await costs.AskAsync().ConfigureAwait(false);
        var isEndedNow = await termination.RunAsync(cancellationToken).ConfigureAwait(false);
        if (isEndedNow && !isOurs)
        {
            scope.State.Costs.NoteEnd(sessionId);
        }

        costs.Note(isOver: true);
        return isEndedNow;
    }
}
