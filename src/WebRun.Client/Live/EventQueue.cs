using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Transport;

namespace WebRun.Live;

/// <summary>Events on their way to one reader. A slow reader slows the link for a moment; then it loses events, but never an essential one.</summary>
/// <param name="clock">The clock for the timeout.</param>
internal sealed class EventQueue(TimeProvider clock)
{
    /// <summary>The maximum number of waiting events, not counting essential ones.</summary>
    public const int Capacity = 4096;

    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(2);
    private readonly Queue<WebRunEvent> _events = new();
    private readonly AsyncSignal _added = new();
    private readonly AsyncSignal _taken = new();
    private bool _isClosed;
    private bool _isLagging;
    private int _lost;
    private int _adding;

    /// <summary>True if no event waits, neither for the reader nor for a place.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_events)
            {
                return _events.Count == 0 && Volatile.Read(ref _adding) == 0;
            }
        }
    }

    /// <summary>How many events were lost since the last call.</summary>
    public int TakeLost() => Interlocked.Exchange(ref _lost, 0);

    /// <summary>Adds an event, waiting a moment for a reader that is behind.</summary>
    public async Task AddAsync(WebRunEvent item)
    {
        Interlocked.Increment(ref _adding);
        try
        {
            await AddOrLoseAsync(item).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _adding);
        }
    }

    /// <summary>Lets the reader finish after it has taken the remaining events.</summary>
    public void Close()
    {
        lock (_events)
        {
            _isClosed = true;
        }

        _added.Set();
        _taken.Set();
    }

    /// <summary>Takes the next event; null at the end.</summary>
    /// <exception cref="OperationCanceledException">The token cancelled the wait.</exception>
    public async Task<WebRunEvent?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var added = _added.Next;
            lock (_events)
            {
                if (_events.Count > 0)
                {
                    var item = _events.Dequeue();
                    if (_events.Count == Capacity / 2)
                    {
                        _isLagging = false;
                        _taken.Set();
                    }

                    return item;
                }

                if (_isClosed)
                {
                    return null;
                }
            }

            await added.WaitAsync(Timeout.InfiniteTimeSpan, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task AddOrLoseAsync(WebRunEvent item)
    {
        var space = _taken.Next;
        if (!TryAdd(item))
        {
            try
            {
                await space.WaitAsync(AttemptTimeout, clock, CancellationToken.None).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                SetLagging();
            }

            if (!TryAdd(item))
            {
                Interlocked.Increment(ref _lost);
            }
        }
    }

    /// <summary>True if it was added or is not wanted; false if the reader is behind.</summary>
    private bool TryAdd(WebRunEvent item)
    {
        lock (_events)
        {
            if (_isClosed)
            {
                return true;
            }

            if (_events.Count >= Capacity && !item.IsEssential)
            {
                if (_isLagging)
                {
                    Interlocked.Increment(ref _lost);
                }

                return _isLagging;
            }

            _events.Enqueue(item);
        }

        _added.Set();
        return true;
    }

    private void SetLagging()
    {
        lock (_events)
        {
            _isLagging = _events.Count >= Capacity;
        }
    }
}
