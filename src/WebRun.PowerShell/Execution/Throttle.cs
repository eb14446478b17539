using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Execution;

/// <summary>Limits how many tasks run at once, and lowers the limit for a while if the service has no room for more. Thread-safe.</summary>
/// <param name="limit">How many.</param>
/// <param name="roomTimeout">How long a task that is alone tries where there is no room; null for the usual time.</param>
internal sealed class Throttle(int limit, TimeSpan? roomTimeout)
{
    /// <summary>After this many tasks in a row that found room, the limit goes up by one.</summary>
    private const int Steady = 10;

    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private int _fewer;
    private int _running;
    private int _inARow;

    private bool IsAlone
    {
        get
        {
            lock (_waiting)
            {
                return _running <= 1;
            }
        }
    }

    /// <summary>Runs a task when there is a place for it. If the service has no room for it, there is one place less, and the task runs again when another one has ended.</summary>
    /// <param name="run">Runs it; gets how long to retry if there is no room: not at all while another task could make some.</param>
    /// <param name="cancellationToken">Ends the wait for a place.</param>
    /// <exception cref="WebRunException">As the task.</exception>
    public async Task<WebRunTask> RunAsync(Func<TimeSpan?, Task<WebRunTask>> run, CancellationToken cancellationToken)
    {
        await EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                var isAlone = IsAlone;
                try
                {
                    var task = await run(isAlone ? roomTimeout : TimeSpan.Zero).ConfigureAwait(false);
                    FoundRoom();
                    return task;
                }
                catch (WebRunException e) when (e.IsAboutRoom && !isAlone)
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
                // For Leave, which follows in any case.
                _running++;
            }

            throw;
        }
    }

    /// <summary>After some tasks in a row that found room, there is one more place, up to the limit.</summary>
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
            _running += _waiting.Dequeue().TrySetResult(true) ? 1 : 0;
        }
    }
}
