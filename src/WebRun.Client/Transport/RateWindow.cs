using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace WebRun.Transport;

/// <summary>What is known of a limit of the service, so many requests in a sliding window of time. Pure: it waits for nothing, and time is told to it.</summary>
/// <remarks>A request stands in it with the latest moment in which the service may have counted it: a place that is free here is free there.</remarks>
/// <param name="length">The length of the window.</param>
internal sealed class RateWindow(TimeSpan length)
{
    /// <summary>The limit as it is documented, until the service tells its own.</summary>
    public const int DocumentedLimit = 10;

    // Whoever may send more in a window is held up by this one no more than by the network.
    private const int MaxLimit = 1000;
    private const int NoLimit = 0;

    // An answer is held for as long as a try may take, and is compared with what was known when its request was sent.
    private static readonly TimeSpan MaxResponseTime = ServiceRequest.WorkTimeout;

    // Requests may overtake each other by this much on their way.
    private readonly TimeSpan _slack = TimeSpan.FromTicks(length.Ticks / 50);
    private List<DateTimeOffset> _own = [];
    private List<DateTimeOffset> _foreign = [];
    private DateTimeOffset _closedUntil;
    private int? _limit;

    /// <summary>How much later than it is sent a request may be counted: 1% of the window. A larger one would lose as much of every window, and with half of it requests were refused where the machine was busy.</summary>
    public TimeSpan Margin { get; } = TimeSpan.FromTicks(length.Ticks / 100);

    /// <summary>The length of the window.</summary>
    public TimeSpan Length => length;

    /// <summary>Requests in a window.</summary>
    public int Limit => _limit ?? DocumentedLimit;

    /// <summary>The places for all but what ends a session: one is kept for that.</summary>
    public int Places => Math.Max(1, Limit - 1);

    /// <summary>True where the service has told that it does not limit.</summary>
    public bool IsOff => _limit == NoLimit;

    /// <summary>When the next request may go: now, or later.</summary>
    public DateTimeOffset NextAt(DateTimeOffset now)
    {
        Forget(now);
        var taken = IsOff ? [] : _own.Concat(_foreign).Where(at => at + length > now).OrderBy(at => at).ToList();
        var free = taken.Count < Places ? now : taken[taken.Count - Places] + length;
        return free > _closedUntil ? free : _closedUntil > now ? _closedUntil : now;
    }

    /// <summary>Takes a place, whether one is free or not.</summary>
    /// <returns>What the place is known by; null where nothing is limited.</returns>
    public DateTimeOffset? Take(DateTimeOffset now)
    {
        Forget(now);
        if (IsOff)
        {
            return null;
        }

        _own.Add(now + Margin);
        return now + Margin;
    }

    /// <summary>Gives back the place of a request that the service has not counted.</summary>
    public void GiveBack(DateTimeOffset place) => _own.Remove(place);

    /// <summary>Lets nothing go for as long as the service asks for, but for two windows at most, whatever it asks for.</summary>
    public void Close(TimeSpan time, DateTimeOffset now) => _closedUntil = now + (time < length + length ? time : length + length);

    /// <summary>Takes it that there is no limit, as an answer tells that names none.</summary>
    public void TurnOff() => _limit = NoLimit;

    /// <summary>Learns from an answer that names the limit.</summary>
    /// <param name="place">The place of its request; null where it took none.</param>
    /// <param name="sent">When the request was sent.</param>
    /// <param name="limit">The limit, 1 or more.</param>
    /// <param name="remaining">The places that are left, by the service's count; null where that is not known.</param>
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

    /// <summary>Notes what the service counted beyond our own requests: other machines share the limit. Too few of those do no harm, too many would hold us up.</summary>
    private void LearnOfOthers(DateTimeOffset sent, DateTimeOffset counted, int used)
    {
        // Each that the service may have counted, also where it overtook this request.
        var missing = used - _own.Concat(_foreign).Count(at => at > sent - length && at <= sent + _slack);
        for (; missing > 0; missing--)
        {
            // A later answer may have told of the same one already: this one knows better when it was.
            var same = _foreign.FindIndex(at => at > sent + _slack && at <= sent + length);
            if (same >= 0)
            {
                _foreign.RemoveAt(same);
            }

            _foreign.Add(counted);
        }

        // Each that the service must have counted, with this request, if it was when we took it to be: what is too many was earlier, and is over.
        var surplus = 1 + _own.Concat(_foreign).Count(IsSurelyCounted) - used;
        for (; surplus > 0 && _foreign.Where(IsSurelyCounted).OrderBy(at => at).Cast<DateTimeOffset?>().FirstOrDefault() is { } oldest; surplus--)
        {
            _foreign.Remove(oldest);
        }

        bool IsSurelyCounted(DateTimeOffset at) => at > sent - length + _slack && at <= sent - _slack;
    }

    /// <summary>Forgets what is over for any answer to come, and does not believe what is yet to be: somebody has set the clock back.</summary>
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

            writer.WriteNumber("closedUntil", _closedUntil.UtcTicks);
            Write(writer, "own", _own);
            Write(writer, "foreign", _foreign);
            writer.WriteEndObject();
        }

        return json.ToArray();
    }

    /// <summary>Reads a file; null when it holds nothing that is known. What stands behind the end, as a process that was killed may leave it, is no part of it.</summary>
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
                _closedUntil = Time(file.GetProperty("closedUntil")),
                _own = Times(file.GetProperty("own")),
                _foreign = Times(file.GetProperty("foreign")),
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            // It is new, or of a later version, or a failing disk left it.
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
        // By hand: each process would compile LINQ over these structs anew, before its first request.
        var times = new List<DateTimeOffset>();
        foreach (var each in ticks.EnumerateArray())
        {
            times.Add(Time(each));
        }

        return times;
    }

    private static DateTimeOffset Time(JsonElement ticks) => new(ticks.GetInt64(), TimeSpan.Zero);
}
