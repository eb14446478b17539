using System;
using System.Linq;

namespace WebRun.Lifetime;

/// <summary>The day of a person's calendar.</summary>
internal static class LocalDay
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>When the day of a moment began. Where clocks are changed at midnight it begins with the first moment that has its date.</summary>
    public static DateTimeOffset StartOf(DateTimeOffset moment, TimeZoneInfo zone)
    {
        var midnight = TimeZoneInfo.ConvertTime(moment, zone).Date;
        while (zone.IsInvalidTime(midnight))
        {
            midnight += Step;
        }

        // An hour that comes twice comes first with the larger offset.
        return new DateTimeOffset(midnight, zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight));
    }
}
