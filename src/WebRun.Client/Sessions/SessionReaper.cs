using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun;

/// <summary>Ends, in the background, the sessions of commands that are gone; a process that exits gives it a moment.</summary>
internal static class SessionReaper
{
    private static readonly TimeSpan PatienceAtExit = TimeSpan.FromSeconds(5);
    private static readonly ConcurrentDictionary<Task, bool> AtWork = new();

    static SessionReaper() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Task.WaitAll([.. AtWork.Keys], PatienceAtExit);

    /// <summary>Waits for a request that opens a session; when cancelled, leaves the wait and ends the session once it is named.</summary>
    public static async Task<T> OrTerminateAsync<T>(WebRunClient client, Task<T> opening, Func<T, string?> sessionId, CancellationToken cancel)
    {
        try
        {
            return await opening.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Track(TerminateWhenNamedAsync(client, opening, sessionId));
            throw;
        }
    }

    /// <summary>Ends a session in the background.</summary>
    public static void Terminate(WebRunClient client, string sessionId) => Track(TerminateAsync(client, sessionId));

    /// <summary>Waits until nothing is left to end.</summary>
    public static async Task WhenIdleAsync()
    {
        while (AtWork.Keys.FirstOrDefault() is { } work)
        {
            await work.ConfigureAwait(false);
        }
    }

    private static async Task TerminateWhenNamedAsync<T>(WebRunClient client, Task<T> opening, Func<T, string?> sessionId)
    {
        try
        {
            if (sessionId(await opening.ConfigureAwait(false)) is { } id)
            {
                await TerminateAsync(client, id).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is WebRunException or OperationCanceledException)
        {
            // Nothing was opened that we could name; the command itself has long reported that it was cancelled.
            return;
        }
    }

    private static async Task TerminateAsync(WebRunClient client, string sessionId)
    {
        try
        {
            await client.TerminateSessionAsync(sessionId).ConfigureAwait(false);
        }
        catch (WebRunException)
        {
            // Nobody is left to tell; the service ends the session when it has idled for 5 minutes.
            return;
        }
    }

    private static void Track(Task work)
    {
        AtWork[work] = true;
        _ = work.ContinueWith(done => AtWork.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
