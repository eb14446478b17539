using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace WebRun.Emulator.Model;

/// <summary>The five fields of a cron expression: minute, hour, day of the month, month, day of the week.</summary>
internal sealed class CronExpression
{
    private const int MaxDays = 366 * 8;

    private static readonly (int Least, int Most, string[] Names)[] Fields =
    [
        (0, 59, []),
        (0, 23, []),
        (1, 31, []),
        (1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]),
        (0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]),
    ];

    private readonly SortedSet<int>[] _allowed;
    private readonly bool _eitherDay;

    private CronExpression(SortedSet<int>[] allowed, bool eitherDay) => (_allowed, _eitherDay) = (allowed, eitherDay);

    /// <summary>Reads an expression; null if it is not valid.</summary>
    public static CronExpression? Parse(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != Fields.Length)
        {
            return null;
        }

        var allowed = new SortedSet<int>[Fields.Length];
        for (var index = 0; index < parts.Length; index++)
        {
            if (ReadField(parts[index], index) is not { Count: > 0 } values)
            {
                return null;
            }

            allowed[index] = values;
        }

        // Where both days are restricted, one of them is enough.
        return new CronExpression(allowed, eitherDay: !parts[2].StartsWith('*') && !parts[4].StartsWith('*'));
    }

    /// <summary>The next matching time after another one, in a time zone; null if none matches within eight years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        return (from offset in Enumerable.Range(0, MaxDays)
                let day = local.Date.AddDays(offset)
                where IsAllowed(day)
                from hour in _allowed[1]
                from minute in _allowed[0]
                let time = day.AddHours(hour).AddMinutes(minute)
                where time > local && !zone.IsInvalidTime(time)
                select (DateTimeOffset?)new DateTimeOffset(time, zone.GetUtcOffset(time))).FirstOrDefault();
    }

    private bool IsAllowed(DateTime day)
    {
        var (inMonth, inWeek) = (_allowed[2].Contains(day.Day), _allowed[4].Contains((int)day.DayOfWeek));
        return _allowed[3].Contains(day.Month) && (_eitherDay ? inMonth || inWeek : inMonth && inWeek);
    }

    private static SortedSet<int>? ReadField(string text, int field)
    {
        var values = new SortedSet<int>();
        foreach (var item in text.Split(','))
        {
            var (range, step) = item.Split('/') switch
            {
                [var whole] => (whole, 1),
                [var stepped, var by] when int.TryParse(by, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 => (stepped, count),
                _ => ("", 0),
            };

            var (from, to) = ReadRange(range, field, isStepped: item.Contains('/', StringComparison.Ordinal));
            if (from is null || to is null || from > to)
            {
                return null;
            }

            for (var value = from.Value; value <= to; value += step)
            {
                values.Add(field == 4 ? value % 7 : value);
            }
        }

        return values;
    }

    private static (int? From, int? To) ReadRange(string text, int field, bool isStepped) => text.Split('-') switch
    {
        ["*"] => (Fields[field].Least, Fields[field].Most),
        [var one] => (ReadValue(one, field), isStepped ? Fields[field].Most : ReadValue(one, field)),
        [var from, var to] => (ReadValue(from, field), ReadValue(to, field)),
        _ => (null, null),
    };

    private static int? ReadValue(string text, int field)
    {
        var (least, most, names) = Fields[field];
        var name = Array.FindIndex(names, name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
        return name >= 0 ? name + least
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : null;
    }
}
