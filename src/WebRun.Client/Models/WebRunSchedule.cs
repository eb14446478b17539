using System;
using System.Globalization;
using System.Text.RegularExpressions;
using WebRun.Models;

namespace WebRun;

/// <summary>When a trigger runs: once at a time, at an interval, or by a cron expression.</summary>
public sealed class WebRunSchedule
{
    private const string CronItem = @"(\*|[0-9]{1,2}|[a-z]{3})(-([0-9]{1,2}|[a-z]{3}))?(/[0-9]{1,2})?";
    private const string CronField = $"{CronItem}(,{CronItem})*";

    private static readonly TimeSpan MaxInterval = TimeSpan.FromDays(366);
    private static readonly Regex CronShape = new($@"^{CronField}( {CronField}){{4}}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
    private static readonly Regex IntervalShape = new(@"^(?<count>[1-9][0-9]{0,6})(?<unit>[mhd])\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private WebRunSchedule(WebRunScheduleType type, string text) => (Type, Text) = (type, text);

    /// <summary>The type of the schedule.</summary>
    public WebRunScheduleType Type { get; }

    /// <summary>The time, the interval or the expression, as the service takes it.</summary>
    internal string Text { get; }

    /// <summary>Once, at a time in the future.</summary>
    /// <param name="time">The time, to the second.</param>
    /// <param name="now">The time now.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is not in the future.</exception>
    public static WebRunSchedule At(DateTimeOffset time, DateTimeOffset now) => time > now
        ? new WebRunSchedule(WebRunScheduleType.At, time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
        : throw Invalid(FormattableString.Invariant($"At {time:yyyy-MM-dd HH:mm:ss zzz} is not in the future."));

    /// <summary>At an interval.</summary>
    /// <param name="interval">Whole minutes: 1 minute to 366 days.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it is not a valid interval.</exception>
    public static WebRunSchedule Every(TimeSpan interval)
    {
        if (interval < TimeSpan.FromMinutes(1) || interval > MaxInterval || interval.Ticks % TimeSpan.TicksPerMinute != 0)
        {
            throw Invalid($"Every {interval} is not a valid interval: it has to be whole minutes, from 1 minute to {MaxInterval.TotalDays} days, such as 30m, 2h or 1d.");
        }

        var (count, unit) = interval.Ticks % TimeSpan.TicksPerDay == 0 ? (interval.TotalDays, "d")
            : interval.Ticks % TimeSpan.TicksPerHour == 0 ? (interval.TotalHours, "h")
            : (interval.TotalMinutes, "m");
        return new WebRunSchedule(WebRunScheduleType.Every, count.ToString("0", CultureInfo.InvariantCulture) + unit);
    }

    /// <summary>By a cron expression.</summary>
    /// <param name="expression">Minute, hour, day of the month, month, day of the week, such as <c>0 9 * * 1-5</c>. Only the shape is checked here.</param>
    /// <exception cref="WebRunException"><see cref="WebRunErrorId.InvalidParameter"/>: it does not have five such fields.</exception>
    public static WebRunSchedule Cron(string expression)
    {
        var plain = string.Join(" ", expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return CronShape.IsMatch(plain)
            ? new WebRunSchedule(WebRunScheduleType.Cron, plain)
            : throw Invalid($"Cron '{expression}' is not a cron expression: it needs five fields (minute, hour, day of the month, month, day of the week), such as '0 9 * * 1-5' for 9:00 on working days.");
    }

    /// <inheritdoc/>
    public override string ToString() => SafeText.Lines(Show(Type, Text));

    /// <summary>A schedule as people say it, such as <c>every 30m</c>.</summary>
    internal static string Show(WebRunScheduleType type, string? text) => type switch
    {
        WebRunScheduleType.At => $"at {text}",
        WebRunScheduleType.Every => $"every {text}",
        WebRunScheduleType.Cron => $"cron {text}",
        _ => text ?? "",
    };

    /// <summary>An interval as the service writes it; null if it is not valid.</summary>
    internal static TimeSpan? Interval(string? text)
    {
        if (text is null || IntervalShape.Match(text) is not { Success: true } match)
        {
            return null;
        }

        var count = int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture);
        return match.Groups["unit"].Value switch
        {
            "m" => TimeSpan.FromMinutes(count),
            "h" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        };
    }

    private static WebRunException Invalid(string why) => new(WebRunErrorId.InvalidParameter, why);
}

/// <summary>The type of a trigger's schedule.</summary>
public enum WebRunScheduleType
{
    /// <summary>The service says nothing, or something that this version does not know.</summary>
    Unknown,

    /// <summary>Once, at a time.</summary>
    At,

    /// <summary>Repeatedly, at an interval.</summary>
    Every,

    /// <summary>By a cron expression, in a time zone.</summary>
    Cron,
}
