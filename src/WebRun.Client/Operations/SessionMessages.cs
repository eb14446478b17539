using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Lifetime;
using WebRun.Live;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun.Operations;

/// <summary>Sends messages to sessions: over the live link of the session if this client has one up, because the rate limit does not count it, otherwise by request.</summary>
/// <remarks>
/// The service need not confirm what comes over a link. A message that may be repeated is then sent again by request. One that must not be done twice
/// goes over a link only if its effect can be seen, or if the service has confirmed a message before; if no confirmation comes then, it is not repeated.
/// </remarks>
/// <param name="scope">The caller's view of the client.</param>
internal sealed class SessionMessages(ClientScope scope)
{
    /// <summary>Sends a message, and waits until the service has confirmed it.</summary>
    /// <param name="request">The message, as a request to its session.</param>
    /// <param name="isDone">Looks whether a message that must not be done twice was done; null if that cannot be seen.</param>
    /// <param name="cancellationToken">Ends the wait; the message may have arrived.</param>
    /// <exception cref="WebRunException">The service did not confirm it; <see cref="WebRunErrorId.OutcomeUnknown"/> where it may have been done.</exception>
    public async Task SendAsync(ServiceRequest request, Func<CancellationToken, Task<bool>>? isDone, CancellationToken cancellationToken)
    {
        var outcome = await scope.State.Channels.AskAsync(request.SessionId!, RequestWriter.MessageIn(request.Body!), !request.IsOnceOnly || isDone is not null, cancellationToken).ConfigureAwait(false);
        var isUnknown = outcome is LiveOutcome.Unknown or LiveOutcome.SessionEnded;
        if (outcome == LiveOutcome.Done || (isUnknown && request.IsOnceOnly && await WasDoneAsync(request, isDone, cancellationToken).ConfigureAwait(false)))
        {
            scope.Log.Verbose?.Invoke($"The message to session {request.SessionId} went over its live link, which the rate limit does not count.");
            return;
        }

        if (isUnknown)
        {
            scope.Log.Verbose?.Invoke($"The service did not confirm a message over the live link of session {request.SessionId}, so it is sent as a request.");
        }

        await ConfirmAsync(new ServiceCall(request), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a call whose answer has to confirm success.</summary>
    /// <exception cref="WebRunException">The service did not confirm it.</exception>
    public async Task ConfirmAsync(ServiceCall call, CancellationToken cancellationToken)
    {
        var answer = await scope.Pipeline.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Success != true)
        {
            throw ErrorFactory.Refused(call.Request, answer, scope.Options.ApiKey);
        }
    }

    /// <summary>Finds out whether a message was done that went out without a confirmation.</summary>
    /// <exception cref="WebRunException">Nobody knows, so that it must not be repeated.</exception>
    private static async Task<bool> WasDoneAsync(ServiceRequest request, Func<CancellationToken, Task<bool>>? isDone, CancellationToken cancellationToken)
    {
        WebRunException? cause = null;
        try
        {
            if (isDone is not null)
            {
                return await isDone(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (WebRunException e)
        {
            cause = e;
        }

        throw new WebRunException(WebRunErrorId.OutcomeUnknown, $"The service did not confirm what went over the live link of the session: {request.Doubt}.", cause) { SessionId = request.SessionId };
    }
}
