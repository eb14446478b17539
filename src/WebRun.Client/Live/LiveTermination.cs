using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Protocol;
using WebRun.Transport;

namespace WebRun.Live;

/// <summary>Ends a session over a live link to it, which the service's rate limit does not count.</summary>
internal static class LiveTermination
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Makes one attempt.</summary>
    /// <exception cref="OperationCanceledException">The token cancelled it.</exception>
    public static async Task<LiveTerminationOutcome> TryAsync(WebRunClientOptions options, string sessionId, CancellationToken cancellationToken)
    {
        if (!options.HasLiveEvents)
        {
            return LiveTerminationOutcome.OutOfReach;
        }

        using var deadline = new Deadline(options.Clock, AttemptTimeout, cancellationToken);
        var hasEnded = false;
        try
        {
            var end = await new SocketConnection(options.BaseUri, options.Clock).RunAsync(
                sessionId,
                sender => sender.SendAsync(Packet.Message(RequestWriter.StateMessage(StateChange.Terminate)), deadline.Token),
                (name, payload) =>
                {
                    hasEnded = LiveEvents.Read(name, payload, sessionId, options.Clock.GetUtcNow()).Kind == WebRunEventKind.SessionEnded;
                    return Task.FromResult(!hasEnded);
                },
                deadline.Token).ConfigureAwait(false);
            return hasEnded ? LiveTerminationOutcome.Ended : end == LinkEnd.Refused ? LiveTerminationOutcome.Refused : LiveTerminationOutcome.OutOfReach;
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            return LiveTerminationOutcome.OutOfReach;
        }
    }
}

/// <summary>The outcome of ending a session over a live link.</summary>
internal enum LiveTerminationOutcome
{
    /// <summary>The link could not connect, or gave no answer: the session has to be ended another way.</summary>
    OutOfReach,

    /// <summary>The service has confirmed that the session has ended.</summary>
    Ended,

    /// <summary>The service does not know the session.</summary>
    Refused,
}
