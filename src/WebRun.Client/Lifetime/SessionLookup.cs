using System.Threading;
using System.Threading.Tasks;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun.Lifetime;

/// <summary>Asks the service for the state of a session, which not every deployment tells.</summary>
/// <param name="scope">The caller's view of the client.</param>
internal sealed class SessionLookup(ClientScope scope)
{
    /// <summary>True if the service says that a session has ended. False says nothing: the session may be open, or unknown, or the service may not tell.</summary>
    public async Task<bool> HasEndedAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (scope.Options.ApiKey is null)
        {
            return false;
        }

        try
        {
            var answer = await scope.Pipeline.SendOnceAsync(new ServiceCall(new ServiceRequest(RequestKind.Read, ServicePaths.SessionStatus(sessionId)) { SessionId = sessionId }), cancellationToken).ConfigureAwait(false);
            return SessionResponse.State(answer) is WebRunSessionState.Completed or WebRunSessionState.Terminated or WebRunSessionState.Failed;
        }
        catch (WebRunException)
        {
            return false;
        }
    }
}
