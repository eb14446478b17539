using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
#if !NETSTANDARD2_0
using System.Runtime.InteropServices;
#endif
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.Lifetime;

/// <summary>Does what has to be done before this process ends, and waits for it: on exit, and on the signals that tell a process to end.</summary>
internal static class ProcessEnd
{
    // The service names the session of a request within 50 s, and until then it cannot be ended.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<Task, Uri> AtWork = new();
    private static readonly ConcurrentDictionary<Duty, bool> Duties = new();
    private static readonly HashSet<Duty> Done = [];
    private static readonly Stopwatch SinceBegun = new();
    private static readonly CancellationTokenSource Beginning = new();

#if NETSTANDARD2_0
    static ProcessEnd() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Wait();
#else
    // A process that a signal tells to end does not always raise ProcessExit.
    private static readonly PosixSignalRegistration[] Signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Wait()),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => Wait()),
    ];

    static ProcessEnd() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        Wait();
        GC.KeepAlive(Signals);
    };
#endif

    /// <summary>True once the process is ending: pipelines may continue for a while, but start nothing that costs money.</summary>
    public static bool HasBegun => Beginning.IsCancellationRequested;

    /// <summary>Cancelled when the process starts to end.</summary>
    public static CancellationToken Begun => Beginning.Token;

    /// <summary>Runs an action when the process ends, unless the result is disposed first.</summary>
    public static IDisposable Do(Action action)
    {
        var duty = new Duty(action);
        Duties[duty] = true;
        return duty;
    }

    /// <summary>Makes the end of the process wait for work.</summary>
    /// <param name="work">The work.</param>
    /// <param name="service">The service that it is done at.</param>
    public static void WaitFor(Task work, Uri service)
    {
        AtWork[work] = service;
        _ = work.ContinueWith(
            done =>
            {
                // Observed, so that the finalizer does not report it: a session that cannot be ended stays in the ledger, and ends when it has been idle.
                _ = done.Exception;
                AtWork.TryRemove(done, out _);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Waits for the work that is under way now, not for what others begin meanwhile, and ignores how it ends.</summary>
    /// <param name="service">Where the work is done; null for all of it.</param>
    public static async Task WhenWorkIsDoneAsync(Uri? service = null)
    {
        foreach (var work in AtWork.Where(work => service is null || work.Value == service).Select(work => work.Key))
        {
            await Task.WhenAny(work).ConfigureAwait(false);
        }
    }

    /// <summary>Does all duties, including those that are added meanwhile, and waits for their work.</summary>
    public static void Wait()
    {
        lock (Done)
        {
            SinceBegun.Start();
            Try(Beginning.Cancel);
            var hasTold = false;
            while (DoDuties() | !AtWork.IsEmpty && SinceBegun.Elapsed < AttemptTimeout)
            {
                ((IAsyncResult)Task.WhenAll(AtWork.Keys)).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(hasTold ? 5 : 1));
                if (!hasTold && !AtWork.IsEmpty)
                {
                    // Without a message, a process that takes a while to end would look hung and be killed.
                    hasTold = true;
                    Console.Error.WriteLine("WebRun: ending the sessions of this process, so that they do not keep costing money …");
                }
            }
        }
    }

    /// <summary>Does what has not been done yet; true when there was something.</summary>
    private static bool DoDuties()
    {
        var next = Duties.Keys.Where(Done.Add).ToList();
        next.ForEach(duty => Try(duty.Action));
        return next.Count > 0;
    }

    /// <summary>Does one thing of the end. What it throws must neither keep the others from being done nor make the end a crash.</summary>
    private static void Try(Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // Nobody is left who could be told.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }
    }

    /// <summary>Something to do when the process ends, until disposed.</summary>
    private sealed class Duty(Action action) : IDisposable
    {
        public Action Action => action;

        public void Dispose() => Duties.TryRemove(this, out _);
    }
}
