using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Transport;

namespace WebRun.Lifetime;

/// <summary>Ends sessions in the background, whatever happens to the command that asked for it, and before the process ends.</summary>
internal static class SessionReaper
{
    private static readonly ConcurrentDictionary<string, IDisposable> OpenSessions = new(StringComparer.Ordinal);

    /// <summary>Waits for a request that opens a session. If the wait is cancelled, or its answer cannot be used, the session ends as soon as it is named; the inner exception of a cancellation says what it was waiting for.</summary>
    /// <exception cref="OperationCanceledException">The token cancelled the wait; the request continues.</exception>
    public static async Task<T> OrTerminateAsync<T>(WebRunClient client, ServiceRequest call, Task<T> opening, Func<T, string?> sessionId, CancellationToken cancellationToken)
    {
        using var duty = ProcessEnd.Do(() => ProcessEnd.WaitFor(TerminateWhenNamedAsync(client, opening, sessionId)));
        try
        {
            return await opening.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or WebRunException { SessionId: not null })
        {
            ProcessEnd.WaitFor(TerminateWhenNamedAsync(client, opening, sessionId));
            if (e is OperationCanceledException && call.Waits?.Invoke() is { } failure)
            {
                throw WebRunClient.CancelledWhileWaiting(failure, cancellationToken);
            }

            throw;
        }
    }

    /// <summary>Ends a session in the background. The result is that of <see cref="WebRunClient.TerminateSessionAsync"/>.</summary>
    public static Task<bool> TerminateAsync(WebRunClient client, string sessionId)
    {
        var work = Task.Run(() => client.TerminateForSureAsync(sessionId));
        ProcessEnd.WaitFor(work);
        return work;
    }

    /// <summary>Ends a session if the process ends before the result is disposed.</summary>
    public static IDisposable TerminateOnExit(WebRunClient client, string sessionId) => ProcessEnd.Do(() => _ = TerminateAsync(client, sessionId));

    /// <summary>Ends a session when the process ends, unless it has ended before.</summary>
    public static void Remember(WebRunClient client, string sessionId)
    {
        Forget(sessionId);
        OpenSessions[sessionId] = TerminateOnExit(client, sessionId);
    }

    /// <summary>Records that a session has ended, as the service has confirmed.</summary>
    public static void Ended(WebRunClientOptions options, string sessionId)
    {
        Forget(sessionId);
        SessionLedger.Of(options, WebRunLog.None)?.Remove(sessionId);
    }

    private static void Forget(string sessionId)
    {
        if (OpenSessions.TryRemove(sessionId, out var duty))
        {
            duty.Dispose();
        }
    }

    private static async Task TerminateWhenNamedAsync<T>(WebRunClient client, Task<T> opening, Func<T, string?> sessionId)
    {
        string? id;
        try
        {
            id = sessionId(await opening.ConfigureAwait(false));
        }
        catch (WebRunException e)
        {
            id = e.SessionId;
        }
        catch (OperationCanceledException)
        {
            // It was never sent.
            return;
        }

        if (id is not null)
        {
            await client.TerminateForSureAsync(id).ConfigureAwait(false);
        }
    }
}
