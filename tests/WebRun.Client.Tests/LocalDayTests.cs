using System;
using WebRun.Lifetime;

namespace WebRun.Client.Tests;

/// <summary>The day that a limit of a day counts is that of the machine's calendar, also where the clock is changed at midnight.</summary>
public class LocalDayTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29T10:00:00Z", "2026-03-28T23:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T22:30:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-24T22:00:00Z")]
    [InlineData("Asia/Beirut", "2024-03-31T10:00:00Z", "2024-03-30T22:00:00Z")]
    [InlineData("America/Havana", "2024-11-03T10:00:00Z", "2024-11-03T04:00:00Z")]
    [InlineData("Pacific/Auckland", "2026-01-15T10:59:00Z", "2026-01-14T11:00:00Z")]
    [InlineData("UTC", "2026-01-15T00:00:00Z", "2026-01-15T00:00:00Z")]
    public void Day_begins_with_its_first_moment(string zone, string moment, string start)
    {
        Assert.SkipWhen(Wine.IsHere, "Wine knows no IANA time zones.");
        Assert.Equal(DateTimeOffset.Parse(start, null), LocalDay.StartOf(DateTimeOffset.Parse(moment, null), TimeZoneInfo.FindSystemTimeZoneById(zone)).ToUniversalTime());
    }
}
