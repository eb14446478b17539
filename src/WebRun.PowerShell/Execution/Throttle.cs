using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Execution;

/// <summary>Limits how many tasks run at once, and lowers the limit for a while if the service has no room for more. Thread-safe.</summary>
/// <param name="limit">The maximum number.</param>
/// <param name="roomTimeout">How long a task that runs alone retries while there is no room; null for the usual time.</param>
internal sealed class Throttle(int limit, TimeSpan? roomTimeout)
{
    /// <summary>After this many tasks in a row that found room, the limit goes up by one.</summary>
    private const int Steady = 10;

    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private int _fewer;
    private int _running;
    private int _inARow;
    private long _admitted;

    /// <summary>Runs a task when a place is free. If the service has no room for it, there is one place fewer, and the task runs again when another one has ended.</summary>
    /// <param name="run">Runs it.</param>
    /// <param name="cancellationToken">Ends the wait for a place.</param>
    /// <exception cref="WebRunException">The task's error.</exception>
    public async Task<WebRunTask?> RunAsync(Func<Attempt, Task<WebRunTask?>> run, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var attempt = Begin();
                try
                {
                    var task = await run(attempt).ConfigureAwait(false);
                    FoundRoom();
                    return task;
                }
                catch (WebRunException e) when (e.IsAboutRoom && !attempt.IsLast)
                {
                    await ReenterAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            Leave();
        }
    }

    private Attempt Begin()
    {
        lock (_waiting)
        {
            var admitted = _admitted;
            return _running > 1 ? new Attempt(TimeSpan.Zero, () => false) : new Attempt(roomTimeout, () => IsLatest(admitted));
        }
    }

    /// <summary>True if nobody has got a place since then.</summary>
    private bool IsLatest(long admitted)
    {
        lock (_waiting)
        {
            return admitted == _admitted;
        }
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        var admitted = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.Register(() => admitted.TrySetCanceled(cancellationToken));
        lock (_waiting)
        {
            _waiting.Enqueue(admitted);
            Admit();
        }

        await admitted.Task.ConfigureAwait(false);
    }

    private void Leave()
    {
        lock (_waiting)
        {
            _running--;
            Admit();
        }
    }

    /// <summary>Gives up a place permanently and waits for another one. A task that runs alone keeps its place.</summary>
    private async Task ReenterAsync(CancellationToken cancellationToken)
    {
        lock (_waiting)
        {
            _inARow = 0;
            if (_running <= 1)
            {
                return;
            }

            _fewer = limit - --_running;
        }

        try
        {
            await EnterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            lock (_waiting)
            {
                // Because Leave follows in any case.
                _running++;
            }

            throw;
        }
    }

    /// <summary>Adds a place, up to the limit, after some tasks in a row have found room.</summary>
    private void FoundRoom()
    {
        lock (_waiting)
        {
            if (_fewer > 0 && ++_inARow >= Steady)
            {
                _inARow = 0;
                _fewer--;
                Admit();
            }
        }
    }

    private void Admit()
    {
        while (_running < limit - _fewer && _waiting.Count > 0)
        {
            if (_waiting.Dequeue().TrySetResult(true))
            {
                (_running, _admitted) = (_running + 1, _admitted + 1);
            }
        }
    }

    /// <summary>One attempt to run a task, for which there may be no room.</summary>
    /// <param name="roomTimeout">How long to retry while there is none: not at all where another task may make some; null for the usual time.</param>
    /// <param name="isLast">Tells whether no other task has run since it began.</param>
    public sealed class Attempt(TimeSpan? roomTimeout, Func<bool> isLast)
    {
        private readonly Lazy<bool> _isLast = new(isLast);

        /// <summary>How long to retry while there is no room: not at all where another task may make some; null for the usual time.</summary>
        public TimeSpan? RoomTimeout => roomTimeout;

        /// <summary>True if the task does not run again where there was no room, because no other task has run that could make some. It stays what it was when first asked.</summary>
        public bool IsLast => _isLast.Value;
    }
}
