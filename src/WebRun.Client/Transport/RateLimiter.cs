using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Storage;

namespace WebRun.Transport;

/// <summary>
/// Holds a client's requests until a limit of the service allows them, together with those of all other clients and processes of this user.
/// What they know is in a file, which is locked only while it is used. A place is taken before its request goes out, so a process that dies leaves it taken for one window at most.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing.")]
internal sealed class RateLimiter
{
    private const int MaxBytes = 1 << 20;
    private readonly ExclusiveFile _file;
    private readonly TimeProvider _clock;
    private readonly Func<bool> _keepsOne;
    private readonly object _use = new();
    private readonly AsyncSignal _learned = new();

    // Only the first in the queue watches the window; a semaphore admits asynchronous waiters in their order.
    private readonly SemaphoreSlim _first = new(1);
    private RateWindow _window;
    private DateTimeOffset _opensAt;
    private int _queue;

    /// <summary>Creates a client's limiter for one limit.</summary>
    /// <param name="path">The file that all of them share. Neither it nor its folder has to exist.</param>
    /// <param name="length">The length of the window.</param>
    /// <param name="clock">The clock of all waits.</param>
    /// <param name="keepsOne">Says whether a place is to be kept for ending a session now.</param>
    public RateLimiter(string path, TimeSpan length, TimeProvider clock, Func<bool> keepsOne) => (_file, _clock, _keepsOne, _window) = (new ExclusiveFile(path), clock, keepsOne, new RateWindow(length));

    /// <summary>How long the next request still has to wait; null if none is waiting.</summary>
    public TimeSpan? Wait
    {
        get
        {
            lock (_use)
            {
                var left = _opensAt - _clock.GetUtcNow();
                return left > TimeSpan.Zero ? left : null;
            }
        }
    }

    /// <summary>The error for a request that never gets its turn; null if none is waiting.</summary>
    public WebRunException? Refusal
    {
        get
        {
            if (Wait is not { } wait)
            {
                return null;
            }

            var until = _clock.GetUtcNow() + wait;
            return new WebRunException(
                WebRunErrorId.RateLimited,
                FormattableString.Invariant($"The service's limit of {_window.Limit} requests in {_window.Length.TotalSeconds:0.#} s is used up, so the request waited and nothing was started. The next request can be sent at {until.ToLocalTime():HH:mm:ss}, in {wait.TotalSeconds:0.###} s."))
            {
                RetryAfter = wait,
            };
        }
    }

    /// <summary>Waits for a place and takes it.</summary>
    /// <param name="second">Whether to take a second place with it, for a request that follows.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="OperationCanceledException">The token cancelled the wait; no place was taken.</exception>
    public async Task<(RateLease First, RateLease? Second)> EnterAsync(SecondPlace second, CancellationToken cancellationToken)
    {
        if (IsOpenToAll)
        {
            return (new RateLease(place: null, _clock), second == SecondPlace.None ? null : new RateLease(place: null, _clock));
        }

        Interlocked.Increment(ref _queue);
        try
        {
            await _first.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Decrement(ref _queue);
            throw;
        }

        try
        {
            while (true)
            {
                var learned = _learned.Next;
                cancellationToken.ThrowIfCancellationRequested();
                if (await UseAsync((window, now) => TryTake(window, now, second)).ConfigureAwait(false) is { } leases)
                {
                    return leases;
                }

                // Timers count whole milliseconds, and one that fires early would check in vain.
                var wait = TimeSpan.FromMilliseconds(Math.Ceiling((Wait ?? TimeSpan.Zero).TotalMilliseconds));
                await learned.SetOrPassedAsync(wait, _clock, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _queue);
            _first.Release();
        }
    }

    /// <summary>Moves a place that was taken before to the moment at which its request goes out.</summary>
    public Task<RateLease> RenewAsync(RateLease lease) => lease.Place is not { } place ? Task.FromResult(lease) : UseAsync((window, now) =>
    {
        window.GiveBack(place);
        return new RateLease(window.Take(now), _clock);
    });

    /// <summary>Takes a place without waiting for a free one.</summary>
    public Task<RateLease> TakeAsync() => IsOpenToAll ? Task.FromResult(new RateLease(place: null, _clock)) : UseAsync((window, now) => new RateLease(window.Take(now), _clock));

    /// <summary>Learns from the outcome of a request.</summary>
    public async Task LeaveAsync(RateLease lease)
    {
        if (IsOpenToAll && !lease.NamesLimit && !lease.IsRefused)
        {
            return;
        }

        await UseAsync((window, now) => Learn(window, lease, now)).ConfigureAwait(false);
        _learned.Set();
    }

    /// <summary>True if nothing is limited, so that the file is not even read.</summary>
    private bool IsOpenToAll
    {
        get
        {
            lock (_use)
            {
                return _window.IsOff && _window.NextAt(_clock.GetUtcNow()) <= _clock.GetUtcNow();
            }
        }
    }

    private (RateLease First, RateLease? Second)? TryTake(RateWindow window, DateTimeOffset now, SecondPlace second)
    {
        var keepsOne = _keepsOne();
        var needsTwo = second == SecondPlace.Needed && window.Places(keepsOne) > 1;
        _opensAt = window.NextAt(now, keepsOne, needsTwo ? 2 : 1);
        if (_opensAt > now)
        {
            return null;
        }

        // The first answer tells the limit. Until then others may wait without need, and an answer that is held back would not tell it for long.
        var first = new RateLease(window.Take(now), _clock);
        var isSpare = second != SecondPlace.None && window.IsMostlyFree(now) && (!window.IsKnown || Volatile.Read(ref _queue) == 1);
        return (first, needsTwo || isSpare ? new RateLease(window.Take(now), _clock) : null);
    }

    private static bool Learn(RateWindow window, RateLease lease, DateTimeOffset now)
    {
        if (lease.Place is { } place && (lease.SentAt is null || lease.IsRefused))
        {
            window.GiveBack(place);
        }

        if (lease.Limit is { } limit)
        {
            // If the service refuses, the time that it asks to wait says more than its count.
            window.Learn(lease.Place, lease.SentAt ?? now, limit, lease.IsRefused ? null : lease.Remaining, now);
        }
        else if (lease.HasSucceeded && !lease.NamesLimit)
        {
            window.TurnOff();
        }

        if (lease.IsRefused && lease.RetryAfter is { } time)
        {
            window.Close(time, now);
        }

        if ((lease.IsRefused ? lease.RetryAfter : lease.ResetIn) is { } promised)
        {
            window.Promise(promised, now);
        }

        return true;
    }

    /// <summary>Uses the window that all processes share. If its file cannot be used, the clients of this process still share it.</summary>
    private Task<T> UseAsync<T>(Func<RateWindow, DateTimeOffset, T> use) => _file.UseAsync(file =>
    {
        lock (_use)
        {
            return Use(file, use);
        }
    });

    private T Use<T>(FileStream? file, Func<RateWindow, DateTimeOffset, T> use)
    {
        var before = file is null ? null : Read(file);
        _window = (before is null ? null : RateWindow.FromJson(before, _window.Length)) ?? _window;
        var result = use(_window, _clock.GetUtcNow());
        if (before is not null && _window.ToJson() is var after && !after.AsSpan().SequenceEqual(before))
        {
            Write(file!, after);
        }

        return result;
    }

    private static byte[]? Read(FileStream file)
    {
        try
        {
            var content = new byte[Math.Min(file.Length, MaxBytes)];
            return file.Read(content, 0, content.Length) == content.Length ? content : [];
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Write(FileStream file, byte[] content)
    {
        try
        {
            // Written in one piece before the file is cut to length, so that a process killed in between leaves a readable file.
            file.Position = 0;
            file.Write(content, 0, content.Length);
            file.SetLength(content.Length);
            file.Flush();
        }
        catch (IOException)
        {
            // The disk is full, so this process counts for itself.
            return;
        }
    }
}
