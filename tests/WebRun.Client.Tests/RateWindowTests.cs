using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using WebRun.PowerShell.Tests;
using WebRun.Transport;

namespace WebRun.Client.Tests;

/// <summary>What a window of the rate limit lets go and when, and what it makes of answers.</summary>
public class RateWindowTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Before_anything_is_known_the_documented_limit_holds_and_one_place_is_kept()
    {
        var window = new RateWindow(Length);
        for (var i = 0; i < 9; i++)
        {
            Assert.Equal(At(i), window.NextAt(At(i)));
            window.Take(At(i));
        }

        Assert.Equal(At(60) + window.Margin, window.NextAt(At(9)));
        Assert.Equal(Length / 100, window.Margin);

        // What ends a session does not ask, and then the next place to become free is kept again.
        window.Take(At(9));
        Assert.Equal(At(61) + window.Margin, window.NextAt(At(10)));
    }

    [Fact]
    public void Two_places_are_free_when_both_are()
    {
        var window = new RateWindow(Length);
        window.Learn(null, At(0), 4, null, At(0));
        for (var i = 1; i <= 2; i++)
        {
            window.Take(At(i));
        }

        Assert.Equal((At(3), At(61) + window.Margin), (window.NextAt(At(3)), window.NextAt(At(3), count: 2)));
        Assert.Equal((At(3), At(3)), (window.NextAt(At(3), keepsOne: false), window.NextAt(At(3), keepsOne: false, count: 2)));

        window.Take(At(3));
        Assert.Equal((At(61) + window.Margin, At(62) + window.Margin), (window.NextAt(At(4)), window.NextAt(At(4), count: 2)));
    }

    [Fact]
    public void No_window_ever_holds_more_than_the_limit_and_nobody_waits_without_need() =>
        Gen.Select(Gen.Int[1, 12], Gen.Select(Gen.Double[0, 20], Gen.Double[0, 1], Gen.Double[0, 50]).Array[1, 80]).Sample((limit, requests) =>
        {
            var window = new RateWindow(Length);
            window.Learn(null, Start, limit, null, Start);
            var (now, places, counted) = (Start, Math.Max(1, limit - 1), new List<DateTimeOffset>());
            var answers = new List<(DateTimeOffset At, DateTimeOffset Place, DateTimeOffset Sent)>();
            foreach (var (pause, jitter, held) in requests)
            {
                now += TimeSpan.FromSeconds(pause);
                var at = window.NextAt(now);
                Assert.True(at == now || counted.Count(c => c > now - Length - (2 * window.Margin)) >= places, "It waits although a place is free.");

                // Each answer corrects what was noted, in whatever order they come.
                foreach (var answer in answers.Where(a => a.At <= at).OrderBy(a => a.At))
                {
                    window.Learn(answer.Place, answer.Sent, limit, null, answer.At);
                }

                answers.RemoveAll(a => a.At <= at);
                now = window.NextAt(at);

                // Every process reads what another wrote.
                window = RateWindow.FromJson(window.ToJson(), Length)!;
                var place = window.Take(now)!.Value;
                counted.Add(now + (window.Margin * jitter));
                answers.Add((counted[^1] + TimeSpan.FromSeconds(held), place, now));
            }

            Assert.All(counted, c => Assert.True(counted.Count(other => other > c - Length && other <= c) <= places));
        });

    [Fact]
    public void Requests_of_others_are_learned_from_what_remains()
    {
        var window = new RateWindow(Length);
        Send(window, At(0), remaining: 5, answeredAt: At(0.1));

        Assert.Equal(4, Free(window, At(1)));
        Assert.Equal(0, Free(window, At(0), more: 4));
        Assert.Equal(9, Free(window, At(61)));
    }

    [Fact]
    public void Burst_that_arrives_out_of_order_is_not_taken_for_others()
    {
        var window = new RateWindow(Length);
        var places = Enumerable.Range(0, 9).Select(i => (Sent: At(i / 100.0), Place: window.Take(At(i / 100.0)))).ToList();

        // The first to be sent is the last to be counted, and the other way round.
        for (var i = 0; i < 9; i++)
        {
            window.Learn(places[i].Place, places[i].Sent, 10, i + 1, At(0.3));
        }

        Assert.Equal(9, Free(window, At(60.5)));
    }

    [Fact]
    public void Others_are_counted_once_whichever_answer_tells_of_them()
    {
        var window = new RateWindow(Length);
        var held = window.Take(At(0));
        Send(window, At(10), remaining: 5, answeredAt: At(10.1));
        Send(window, At(11), remaining: 4, answeredAt: At(11.1));
        Assert.Equal(3, Free(window, At(12)));

        // Three were there when the held one was counted already: they are over with it.
        window.Learn(held, At(0), 10, 6, At(50));

        Assert.Equal(3, Free(window, At(50)));
        Assert.Equal(7, Free(window, At(61)));
    }

    [Fact]
    public void Others_that_are_over_sooner_than_was_thought_hold_nobody_up()
    {
        var window = new RateWindow(Length);
        Send(window, At(0), remaining: 2, answeredAt: At(0.1));
        Assert.Equal(1, Free(window, At(1)));

        Send(window, At(30), remaining: 8, answeredAt: At(30.1));

        Assert.Equal(7, Free(window, At(31)));
    }

    [Fact]
    public void Answer_without_a_limit_turns_it_off_and_one_with_it_on_again()
    {
        var window = new RateWindow(Length);
        window.TurnOff();
        Assert.True(window.IsOff);
        Assert.Null(window.Take(At(0)));
        Assert.Equal(At(0), window.NextAt(At(0)));

        window.Learn(null, At(1), 10, 0, At(1.1));

        Assert.False(window.IsOff);
        Assert.Equal(0, Free(window, At(2)));
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(86400, 120)]
    [InlineData(-5, 0)]
    public void Refusal_closes_for_as_long_as_asked_but_for_two_windows_at_most(double asked, double closed)
    {
        var window = new RateWindow(Length);

        window.Close(TimeSpan.FromSeconds(asked), At(0));

        Assert.Equal(At(closed), window.NextAt(At(0)));
    }

    [Fact]
    public void Place_that_the_service_promises_sooner_is_believed_once()
    {
        var window = new RateWindow(Length);
        for (var i = 0; i < 9; i++)
        {
            window.Take(At(i));
        }

        window.Promise(TimeSpan.FromSeconds(5), At(9));
        window = RateWindow.FromJson(window.ToJson(), Length)!;

        Assert.Equal(At(14) + window.Margin, window.NextAt(At(9)));
        window.Take(At(15));
        Assert.Equal(At(61) + window.Margin, window.NextAt(At(15)));

        // A later promise, one that has passed and one that nobody can mean change nothing.
        foreach (var strange in new[] { 59, 0, -1, 1e9 })
        {
            window.Promise(TimeSpan.FromSeconds(strange), At(15));
            Assert.Equal(At(61) + window.Margin, window.NextAt(At(15)));
        }
    }

    [Fact]
    public void Service_that_counts_in_fixed_windows_is_believed()
    {
        var window = new RateWindow(Length);
        for (var i = 0; i < 8; i++)
        {
            Send(window, At(40 + i), remaining: 9 - i, answeredAt: At(40.1 + i));
        }

        // Its minute began anew at 60 s.
        Send(window, At(61), remaining: 9, answeredAt: At(61.1));

        Assert.Equal(8, Free(window, At(62)));
    }

    [Fact]
    public void Place_that_is_given_back_is_free()
    {
        var window = new RateWindow(Length);
        var places = Enumerable.Range(0, 9).Select(i => window.Take(At(i))!.Value).ToList();

        window.GiveBack(places[4]);

        Assert.Equal(1, Free(window, At(9)));
    }

    [Fact]
    public void Clock_that_was_set_back_holds_nobody_up()
    {
        var window = new RateWindow(Length);
        for (var i = 0; i < 9; i++)
        {
            window.Take(At(7200));
        }

        window.Close(TimeSpan.FromSeconds(100), At(7200));

        Assert.Equal(9, Free(RateWindow.FromJson(window.ToJson(), Length)!, At(0)));
    }

    [Fact]
    public void Torn_or_strange_file_does_no_harm()
    {
        var window = new RateWindow(Length);
        for (var i = 0; i < 9; i++)
        {
            Send(window, At(i), remaining: 5, answeredAt: At(i));
        }

        window.Close(TimeSpan.FromSeconds(9), At(9));
        var good = window.ToJson();
        Assert.Equal(good, RateWindow.FromJson([.. good, .. "0]}garbage"u8], Length)!.ToJson());
        for (var cut = 0; cut < good.Length; cut++)
        {
            Assert.Null(RateWindow.FromJson(good[..cut], Length));
        }

        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 40], Gen.Char["0123456789-+.eE,:{}[]\"nul"].Array[0, 30]).Sample((at, cut, insert) =>
        {
            var text = Encoding.UTF8.GetString(good);
            var read = RateWindow.FromJson(Encoding.UTF8.GetBytes(text.Remove(at, Math.Min(cut, text.Length - at)).Insert(at, new string(insert))), Length);
            Assert.True(read is null || read.NextAt(At(10)) <= At(10) + (3 * Length));
        });
    }

    [Fact]
    public void Numbers_of_a_hostile_service_neither_fill_the_memory_nor_hold_up_for_long() =>
        Gen.Select(Gen.OneOf(Gen.Int[1, 20], Gen.Int[1, int.MaxValue]), Gen.Int[0, int.MaxValue], Gen.Double[0, 100]).Array[1, 8].Sample(answers =>
        {
            var (window, now) = (new RateWindow(Length), Start);
            foreach (var (limit, remaining, seconds) in answers)
            {
                Send(window, now, Math.Min(limit, remaining), now.AddSeconds(seconds), limit);
                now = now.AddSeconds(seconds);
            }

            Assert.True(window.NextAt(now) <= now + Length + window.Margin);
            Assert.True(window.ToJson().Length < 200_000);
        }, iter: TestSize.Of(small: 20, full: 100));

    private static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    private static void Send(RateWindow window, DateTimeOffset at, int remaining, DateTimeOffset answeredAt, int limit = 10) =>
        window.Learn(window.Take(at), at, limit, remaining, answeredAt);

    /// <summary>How many may go at once, after so many more.</summary>
    private static int Free(RateWindow window, DateTimeOffset now, int more = 0)
    {
        var copy = RateWindow.FromJson(window.ToJson(), Length)!;
        var free = 0;
        for (; copy.NextAt(now) == now; free++)
        {
            copy.Take(now);
        }

        return free - more;
    }
}
