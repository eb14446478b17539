using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace WebRun.Transport;

/// <summary>What is known about a limit of the service: a number of requests in a sliding window of time. Pure: it never waits, and gets the time as a parameter.</summary>
/// <remarks>A request is recorded with the latest moment at which the service may have counted it, so a place that is free here is also free there.</remarks>
/// <param name="length">The length of the window.</param>
internal sealed class RateWindow(TimeSpan length)
{
    /// <summary>The documented limit, until the service reports its own.</summary>
    public const int DocumentedLimit = 10;

    // A larger limit than this holds up requests no more than the network does.
    private const int MaxLimit = 1000;
    private const int NoLimit = 0;

    // An answer can take as long as an attempt may, and is compared with what was known when its request was sent.
    private static readonly TimeSpan MaxResponseTime = ServiceRequest.WorkTimeout;

    // Requests may overtake each other by this much on their way.
    private readonly TimeSpan _slack = TimeSpan.FromTicks(length.Ticks / 50);
    private List<DateTimeOffset> _own = [];
    private List<DateTimeOffset> _foreign = [];
    private DateTimeOffset _closedUntil;
    private DateTimeOffset? _promised;
    private int? _limit;

    /// <summary>How much later than it is sent a request may be counted: 1% of the window. A larger value would waste as much of every window; with half of it, requests were refused when the machine was busy.</summary>
    public TimeSpan Margin { get; } = TimeSpan.FromTicks(length.Ticks / 100);

    /// <summary>The length of the window.</summary>
    public TimeSpan Length => length;

    /// <summary>Requests in a window.</summary>
    public int Limit => _limit ?? DocumentedLimit;

    /// <summary>The places for everything except ending a session: one is kept for that.</summary>
    public int Places(bool keepsOne) => Math.Max(1, keepsOne ? Limit - 1 : Limit);

    /// <summary>True once the service has said what its limit is.</summary>
    public bool IsKnown => _limit is not null;

    /// <summary>True if the service has said that it has no limit.</summary>
    public bool IsOff => _limit == NoLimit;

    /// <summary>When the next request can be sent: now, or later.</summary>
    /// <param name="now">The time.</param>
    /// <param name="keepsOne">False to give away the place that is kept for ending a session.</param>
    /// <param name="count">How many requests are to be sent then; no more than there are places.</param>
    public DateTimeOffset NextAt(DateTimeOffset now, bool keepsOne = true, int count = 1)
    {
        Forget(now);
        var taken = Taken(now);
        var excess = taken.Count + count - Places(keepsOne);
        var free = excess <= 0 ? now : taken[excess - 1] + length;
        free = count > 1 || _promised is not { } promised || promised >= free ? free : promised > now ? promised : now;
        return free > _closedUntil ? free : _closedUntil > now ? _closedUntil : now;
    }

    /// <summary>True while no more than a fifth of the places are taken.</summary>
    public bool IsMostlyFree(DateTimeOffset now) => Taken(now).Count <= Limit / 5;

    /// <summary>Takes a place, whether one is free or not.</summary>
    /// <returns>The id of the place; null if nothing is limited.</returns>
    public DateTimeOffset? Take(DateTimeOffset now)
    {
        Forget(now);
        if (IsOff)
        {
            return null;
        }

        // A promise is of one place: the answer to the request that takes it says when the next is free.
        _promised = _promised <= now ? null : _promised;
        _own.Add(now + Margin);
        return now + Margin;
    }

    /// <summary>Gives back the place of a request that the service has not counted.</summary>
    public void GiveBack(DateTimeOffset place) => _own.Remove(place);

    /// <summary>Blocks requests for as long as the service asks, but for two windows at most.</summary>
    public void Close(TimeSpan time, DateTimeOffset now) => _closedUntil = now + (time < length + length ? time : length + length);

    /// <summary>Believes the service that a place is free sooner than this window would have it.</summary>
    public void Promise(TimeSpan time, DateTimeOffset now) => _promised = time > TimeSpan.Zero && time < length + length ? now + time + Margin : _promised;

    /// <summary>Records that the service has no limit, because its answer names none.</summary>
    public void TurnOff() => _limit = NoLimit;

    /// <summary>Learns from an answer that states the limit.</summary>
    /// <param name="place">The place of its request; null if it took none.</param>
    /// <param name="sent">When the request was sent.</param>
    /// <param name="limit">The limit, 1 or more.</param>
    /// <param name="remaining">The places that are left, by the service's count; null if that is not known.</param>
    /// <param name="now">When the answer came.</param>
    public void Learn(DateTimeOffset? place, DateTimeOffset sent, int limit, int? remaining, DateTimeOffset now)
    {
        _limit = Math.Min(limit, MaxLimit);
        var counted = sent + Margin < now ? sent + Margin : now;
        if (place is { } taken && _own.Remove(taken))
        {
            _own.Add(counted);
        }

        if (remaining is { } left)
        {
            LearnOfOthers(sent, counted, Math.Min(limit - left, MaxLimit));
        }

        Forget(now);
    }

    /// <summary>Notes what the service counted beyond our own requests: other machines share the limit. Counting too few of them does no harm; counting too many would hold us up.</summary>
    private void LearnOfOthers(DateTimeOffset sent, DateTimeOffset counted, int used)
    {
        // Each one that the service may have counted, even if it overtook this request.
        var missing = used - _own.Concat(_foreign).Count(at => at > sent - length && at <= sent + _slack);
        for (; missing > 0; missing--)
        {
            // A later answer may have reported the same request already, but this one knows better when it was.
            var same = _foreign.FindIndex(at => at > sent + _slack && at <= sent + length);
            if (same >= 0)
            {
                _foreign.RemoveAt(same);
            }

            _foreign.Add(counted);
        }

        // Each one that the service must have counted with this request, if it was sent when we assume. Any excess was earlier, and is over; our own only where the service's window is another.
        var surplus = 1 + _own.Concat(_foreign).Count(IsSurelyCounted) - used;
        foreach (var known in new[] { _foreign, _own })
        {
            for (; surplus > 0 && known.Where(IsSurelyCounted).OrderBy(at => at).Cast<DateTimeOffset?>().FirstOrDefault() is { } oldest; surplus--)
            {
                known.Remove(oldest);
            }
        }

        bool IsSurelyCounted(DateTimeOffset at) => at > sent - length + _slack && at <= sent - _slack;
    }

    private List<DateTimeOffset> Taken(DateTimeOffset now) => IsOff ? [] : [.. _own.Concat(_foreign).Where(at => at + length > now).OrderBy(at => at)];

    /// <summary>Removes what no later answer can be about, and what lies in the future because the clock was set back.</summary>
    private void Forget(DateTimeOffset now)
    {
        _own.RemoveAll(IsOfNoUse);
        _foreign.RemoveAll(IsOfNoUse);
        if (_closedUntil > now + length + length + _slack)
        {
            _closedUntil = default;
        }

        bool IsOfNoUse(DateTimeOffset at) => at > now + _slack || at + length + MaxResponseTime <= now;
    }

    /// <summary>All that is known, as a file holds it.</summary>
    public byte[] ToJson()
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            if (_limit is { } limit)
            {
                writer.WriteNumber("limit", limit);
            }

            if (_promised is { } promised)
            {
                writer.WriteNumber("promised", promised.UtcTicks);
            }

            writer.WriteNumber("closedUntil", _closedUntil.UtcTicks);
            Write(writer, "own", _own);
            Write(writer, "foreign", _foreign);
            writer.WriteEndObject();
        }

        return json.ToArray();
    }

    /// <summary>Reads a file; null if it cannot be read. Anything after the end, which a killed process may have left, is ignored.</summary>
    public static RateWindow? FromJson(byte[] json, TimeSpan length)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var file = document.RootElement;
            return new RateWindow(length)
            {
                _limit = file.TryGetProperty("limit", out var limit) ? Math.Max(NoLimit, Math.Min(limit.GetInt32(), MaxLimit)) : null,
                _promised = file.TryGetProperty("promised", out var promised) ? Time(promised) : null,
                _closedUntil = Time(file.GetProperty("closedUntil")),
                _own = Times(file.GetProperty("own")),
                _foreign = Times(file.GetProperty("foreign")),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            // It is new, from a later version, or damaged by a failing disk.
            return null;
        }
    }

    private static void Write(Utf8JsonWriter writer, string name, List<DateTimeOffset> times)
    {
        writer.WriteStartArray(name);
        foreach (var time in times)
        {
            writer.WriteNumberValue(time.UtcTicks);
        }

        writer.WriteEndArray();
    }

    private static List<DateTimeOffset> Times(JsonElement ticks)
    {
        // A plain loop, because LINQ over these structs would have to be compiled in each process before its first request.
        var times = new List<DateTimeOffset>();
        foreach (var each in ticks.EnumerateArray())
        {
            times.Add(Time(each));
        }

        return times;
    }

    private static DateTimeOffset Time(JsonElement ticks) => new(ticks.GetInt64(), TimeSpan.Zero);
}
