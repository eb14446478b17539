using System;
using System.Collections.Concurrent;
using System.Linq;
#if !NETSTANDARD2_0
using System.Runtime.InteropServices;
#endif
using System.Threading;
using System.Threading.Tasks;

namespace WebRun;

/// <summary>
/// Ends sessions in the background, whatever becomes of the command that wanted it. When the process exits, it also ends
/// those that running commands own, and waits for what is under way.
/// </summary>
internal static class SessionReaper
{
    // The service names the session of a request within 50 s, and until then it cannot be ended.
    private static readonly TimeSpan PatienceAtExit = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<Task, bool> AtWork = new();
    private static readonly ConcurrentDictionary<ExitDuty, bool> AtExit = new();
    private static readonly ConcurrentDictionary<string, IDisposable> OpenSessions = new(StringComparer.Ordinal);

    private static int s_hasEnded;

#if NETSTANDARD2_0
    static SessionReaper() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();
#else
    // A process that is told to end by a signal does not always come to ProcessExit.
    private static readonly PosixSignalRegistration[] Signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => EndAll()),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => EndAll()),
    ];

    static SessionReaper() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        EndAll();
        GC.KeepAlive(Signals);
    };
#endif

    /// <summary>Waits for a request that opens a session. If the wait is cancelled, or its answer is of no use, the session ends as soon as it is named.</summary>
    /// <exception cref="OperationCanceledException">The token ended the wait; the request goes on.</exception>
    public static async Task<T> OrTerminateAsync<T>(WebRunClient client, Task<T> opening, Func<T, string?> sessionId, CancellationToken cancel)
    {
        using var duty = OnExit(() => Track(TerminateWhenNamedAsync(client, opening, sessionId)));
        try
        {
            return await opening.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or WebRunException { SessionId: not null })
        {
            Track(TerminateWhenNamedAsync(client, opening, sessionId));
            throw;
        }
    }

    /// <summary>Ends a session in the background. What the result tells is as <see cref="WebRunClient.TerminateSessionAsync"/>.</summary>
    public static Task<bool> TerminateAsync(WebRunClient client, string sessionId)
    {
        var work = Task.Run(() => client.TerminateSessionAsync(sessionId));
        Track(work);
        return work;
    }

    /// <summary>Ends a session if the process exits before the result is disposed.</summary>
    public static IDisposable TerminateOnExit(WebRunClient client, string sessionId) => OnExit(() => _ = TerminateAsync(client, sessionId));

    /// <summary>Ends a session when the process exits, unless it is forgotten before.</summary>
    public static void Remember(WebRunClient client, string sessionId)
    {
        Forget(sessionId);
        OpenSessions[sessionId] = TerminateOnExit(client, sessionId);
    }

    /// <summary>Takes it that a session has ended, as the service has confirmed.</summary>
    public static void Ended(WebRunClientOptions options, string sessionId)
    {
        Forget(sessionId);
        SessionLedger.Of(options, WebRunLog.None)?.Remove(sessionId);
    }

    /// <summary>Waits until nothing is left to end.</summary>
    public static async Task WhenIdleAsync()
    {
        while (AtWork.Keys.FirstOrDefault() is { } work)
        {
            await Task.WhenAny(work).ConfigureAwait(false);
            AtWork.TryRemove(work, out _);
        }
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
            await client.TerminateSessionAsync(id).ConfigureAwait(false);
        }
    }

    private static void Track(Task work)
    {
        AtWork[work] = true;
        _ = work.ContinueWith(
            done =>
            {
                // Looked at, so that nobody is told of it at the finalizer: a session that cannot be ended ends when it has idled for 5 minutes.
                _ = done.Exception;
                AtWork.TryRemove(done, out _);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private static ExitDuty OnExit(Action action)
    {
        var duty = new ExitDuty(action);
        AtExit[duty] = true;
        return duty;
    }

    private static void EndAll()
    {
        if (Interlocked.Exchange(ref s_hasEnded, 1) != 0)
        {
            return;
        }

        foreach (var duty in AtExit.Keys)
        {
            duty.Action();
        }

        // Without a word, a process that does not end for a while would be taken for hung, and killed.
        var work = Task.WhenAll(AtWork.Keys);
        if (!((IAsyncResult)work).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(1)))
        {
            Console.Error.WriteLine("WebRun: ending the sessions of this process, so that they do not go on costing money …");
            ((IAsyncResult)work).AsyncWaitHandle.WaitOne(PatienceAtExit);
        }
    }

    /// <summary>Something to do when the process exits, until disposed.</summary>
    private sealed class ExitDuty(Action action) : IDisposable
    {
        public Action Action => action;

        public void Dispose() => AtExit.TryRemove(this, out _);
    }
}
