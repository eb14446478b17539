using System;
using System.Globalization;
using System.Linq;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes a point in time: a DateTime, a DateTimeOffset, or text that can mean one date alone. Without an offset its kind stays Unspecified.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TimeTransformationAttribute : CheckedTransformationAttribute
{
    private protected override object? Read(object? given) => given switch
    {
        DateTimeOffset time => time.UtcDateTime,
        string text => Parse(text.Trim()),
        _ => given,
    };

    /// <summary>The time. A year in front is the same everywhere; 01/02/2030 may be written by PowerShell, which begins with the month, or in the current culture.</summary>
    private static DateTime Parse(string text)
    {
        var isEverywhere = DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time);
        var isHere = DateTime.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.RoundtripKind, out var timeHere);
        var hasYearInFront = text.Length > 4 && text.Take(4).All(char.IsDigit);
        return isEverywhere && (hasYearInFront || !isHere || time == timeHere) ? time
            : isHere && !isEverywhere ? timeHere
            : throw new WebRunException(
                WebRunErrorId.InvalidParameter,
                $"'{text}' is {(isHere ? "ambiguous: its day and month may be the other way round" : "not a time")}. Give a date and a time, such as '2030-01-31 09:00', or 2030-01-31T08:00:00Z.");
    }
}
