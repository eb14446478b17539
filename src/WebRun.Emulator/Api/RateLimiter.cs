using System;
using System.Collections.Generic;
using System.Threading;

namespace WebRun.Emulator.Api;

/// <summary>Counts the requests of each key or address in a sliding window. A refused request does not count.</summary>
internal sealed class RateLimiter(TimeProvider time, int limit, TimeSpan window)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<DateTimeOffset>> _taken = new(StringComparer.Ordinal);

    /// <summary>Requests in a window; 0 does not count them.</summary>
    public int Limit => limit;

    /// <summary>Takes a place in the window if one is free.</summary>
    /// <returns>Whether it was free, the places left, and when the next becomes free.</returns>
    public (bool Free, int Remaining, DateTimeOffset Reset) Take(string who)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (!_taken.TryGetValue(who, out var requests))
            {
                _taken.Add(who, requests = new Queue<DateTimeOffset>());
            }

            while (requests.TryPeek(out var oldest) && oldest + window <= now)
            {
                requests.Dequeue();
            }

            var free = requests.Count < limit;
            if (free)
            {
                requests.Enqueue(now);
            }

            return (free, limit - requests.Count, requests.Peek() + window);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _taken.Clear();
        }
    }
}
