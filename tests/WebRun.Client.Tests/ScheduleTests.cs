using System;
using System.Globalization;
using CsCheck;

namespace WebRun.Client.Tests;

/// <summary>Schedules: what can be one, and how it is written.</summary>
public class ScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 15, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("00:01:00", "1m")]
    [InlineData("00:30:00", "30m")]
    [InlineData("01:30:00", "90m")]
    [InlineData("02:00:00", "2h")]
    [InlineData("1.00:00:00", "1d")]
    [InlineData("1.12:00:00", "36h")]
    [InlineData("366.00:00:00", "366d")]
    public void Interval_is_written_in_the_largest_unit_that_fits(string interval, string text) =>
        Assert.Equal("every " + text, WebRunSchedule.Every(TimeSpan.Parse(interval, CultureInfo.InvariantCulture)).ToString());

    [Fact]
    public void Every_interval_of_whole_minutes_is_read_as_it_was_written() =>
        Gen.Int[1, 366 * 24 * 60].Sample(minutes =>
            Assert.Equal(TimeSpan.FromMinutes(minutes), WebRunSchedule.Interval(WebRunSchedule.Every(TimeSpan.FromMinutes(minutes)).Text)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0m")]
    [InlineData("5 minutes")]
    [InlineData("99999999d")]
    public void Interval_that_is_none_is_none(string? text) => Assert.Null(WebRunSchedule.Interval(text));

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    [InlineData(59)]
    [InlineData(90)]
    [InlineData((366 * 86400) + 60)]
    public void Interval_has_to_be_whole_minutes_within_bounds(int seconds) => Invalid("Every", () => WebRunSchedule.Every(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("0 9 * * 1-5")]
    [InlineData("*/15 0-6,22-23 1,15 JAN-mar MON")]
    [InlineData("0 0 29 2 *")]
    public void Cron_expression_keeps_its_text(string cron)
    {
        Assert.Equal("cron " + cron, WebRunSchedule.Cron(cron).ToString());
        Assert.Equal("cron " + cron, WebRunSchedule.Cron($" {cron.Replace(" ", " \t", StringComparison.Ordinal)} ").ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("0 9 * *")]
    [InlineData("0 0 9 * * 1-5")]
    [InlineData("@daily")]
    [InlineData("every day at nine o'clock")]
    [InlineData("0 9 * * 1-")]
    [InlineData("0 9 * * 1,")]
    [InlineData("0 9 * * MONDAY")]
    [InlineData("0 100 * * *")]
    public void Cron_expression_needs_five_fields(string cron) => Invalid("Cron", () => WebRunSchedule.Cron(cron));

    [Fact]
    public void Time_has_to_be_in_the_future()
    {
        Assert.Equal("at 2026-01-15T10:00:01Z", WebRunSchedule.At(new DateTimeOffset(2026, 1, 15, 11, 0, 1, TimeSpan.FromHours(1)), Now).ToString());
        Invalid("At", () => WebRunSchedule.At(Now, Now));
        Invalid("At", () => WebRunSchedule.At(DateTimeOffset.MinValue, Now));
    }

    private static void Invalid(string parameter, Func<WebRunSchedule> make)
    {
        var error = Assert.Throws<WebRunException>(make);
        Assert.Equal(WebRunErrorId.InvalidParameter, error.Id);
        Assert.StartsWith(parameter, error.Message, StringComparison.Ordinal);
    }
}
