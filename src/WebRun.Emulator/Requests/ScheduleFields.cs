using System;
using System.Globalization;
using System.Text.RegularExpressions;
using WebRun.Emulator.Model;
using WebRun.Emulator.Wire;

namespace WebRun.Emulator.Requests;

/// <summary>Reads and checks when a trigger runs: the time of its next run, after a given one.</summary>
internal static partial class ScheduleFields
{
    public static Func<DateTimeOffset, DateTimeOffset?> Read(JsonFields fields)
    {
        var zone = ReadZone(fields);
        switch (fields.RequiredChoice("scheduleType", "at", "every", "cron"))
        {
            case "at":
                var at = ReadTime(fields, zone);
                return after => at > after ? at : null;
            case "every":
                var interval = ReadInterval(fields);
                return after => after + interval;
            default:
                var cron = CronExpression.Parse(fields.RequiredText("scheduleCron")) ?? throw fields.Invalid("scheduleCron", "must have the five fields of a cron expression");
                return after => cron.Next(after, zone);
        }
    }

    private static TimeZoneInfo ReadZone(JsonFields fields)
    {
        var name = fields.Text("timezone") ?? "UTC";
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId
            ? zone
            : throw fields.Invalid("timezone", "must be the IANA name of a time zone");
    }

    private static DateTimeOffset ReadTime(JsonFields fields, TimeZoneInfo zone)
    {
        var text = fields.RequiredText("scheduleAt");
        if (!IsoTime().IsMatch(text)
            || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            || (time.Kind == DateTimeKind.Unspecified && zone.IsInvalidTime(time)))
        {
            throw fields.Invalid("scheduleAt", "must be an ISO 8601 time");
        }

        return time.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(time, zone.GetUtcOffset(time)) : new DateTimeOffset(time);
    }

    private static TimeSpan ReadInterval(JsonFields fields)
    {
        var match = Interval().Match(fields.RequiredText("scheduleInterval"));
        if (!match.Success)
        {
            throw fields.Invalid("scheduleInterval", "must be a number of minutes, hours or days such as 30m, 2h or 1d");
        }

        var count = int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
        return match.Groups["unit"].ValueSpan switch
        {
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsoTime();

    [GeneratedRegex(@"^(?<count>[1-9]\d{0,3})(?<unit>[mhd])\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Interval();
}
