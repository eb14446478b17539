using System;
using System.Collections.Generic;
using System.Threading;

namespace WebRun.Emulator;

/// <summary>Counts each owner's requests in a sliding window. A refused request does not count.</summary>
internal sealed class RateLimiter(EmulatorOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<DateTimeOffset>> _taken = new(StringComparer.Ordinal);

    /// <summary>Takes a place in the window if one is free.</summary>
    /// <returns>Whether it was free, the places left, and when the next becomes free.</returns>
    public (bool Free, int Remaining, DateTimeOffset Reset) Take(string owner)
    {
        lock (_gate)
        {
            var now = options.TimeProvider.GetUtcNow();
            if (!_taken.TryGetValue(owner, out var requests))
            {
                _taken.Add(owner, requests = new Queue<DateTimeOffset>());
            }

            while (requests.TryPeek(out var oldest) && oldest + options.RateWindow <= now)
            {
                requests.Dequeue();
            }

            var free = requests.Count < options.RateLimit;
            if (free)
            {
                requests.Enqueue(now);
            }

            return (free, options.RateLimit - requests.Count, requests.Peek() + options.RateWindow);
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
