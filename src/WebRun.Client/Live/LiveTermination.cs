using System;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Http;
using WebRun.Json;

namespace WebRun.Live;

/// <summary>Ends a session over a live link to it, which the service's rate limit does not count.</summary>
internal static class LiveTermination
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Tries it once.</summary>
    /// <returns>True when the service has told that the session has ended.</returns>
    /// <exception cref="OperationCanceledException">The token ended it.</exception>
    public static async Task<bool> TryAsync(WebRunClientOptions options, string sessionId, CancellationToken cancel)
    {
        if (!options.HasLiveEvents)
        {
            return false;
        }

        using var deadline = new Deadline(options.Clock, Patience, cancel);
        var hasEnded = false;
        try
        {
            await new SocketLink(options.BaseUri, options.Clock).RunAsync(
                sessionId,
                () => Packet.Message(RequestBodies.StateMessage("terminate")),
                (name, payload) =>
                {
                    hasEnded = LiveAnswers.Read(name, payload, sessionId, options.Clock.GetUtcNow()).Kind == WebRunEventKind.SessionEnded;
                    return Task.FromResult(!hasEnded);
                },
                deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            // The other way has to end it.
            return false;
        }

        return hasEnded;
    }
}
