using System;
using System.Collections.Generic;
using System.Linq;

namespace WebRun.PowerShell.Binding;

/// <summary>Finds time zones by the IANA names that the service uses, whatever this system calls them.</summary>
internal static class TimeZones
{
#if NETSTANDARD2_0
    /// <summary>None: .NET Framework knows only the names of Windows.</summary>
    public static IEnumerable<string> Names => ["UTC"];

    /// <summary>The IANA name unchanged; null if it does not look like one.</summary>
    public static string? NameOf(string id) => AsWritten(id);

    /// <summary>The zone; null if this system does not know it by its IANA name.</summary>
    public static TimeZoneInfo? Find(string name) => name == "UTC" ? TimeZoneInfo.Utc : null;
#else
    /// <summary>The IANA names of the zones that this system knows.</summary>
    public static IEnumerable<string> Names =>
        TimeZoneInfo.GetSystemTimeZones().Select(Iana).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>The IANA name of a zone by its IANA name in any case, or by its Windows name; null for none that this system knows.</summary>
    public static string? NameOf(string id) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && Iana(zone) is { } name ? name
        : Names.FirstOrDefault(known => known.Equals(id, StringComparison.OrdinalIgnoreCase)) is { } known ? known
        : Names.Any(IsPlace) ? null
        : AsWritten(id);

    /// <summary>The zone; null if this system does not know it.</summary>
    public static TimeZoneInfo? Find(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    private static string? Iana(TimeZoneInfo zone) => zone.HasIanaId ? zone.Id : TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var name) ? name : null;
#endif

    // Without ICU, as on Windows Server 2016, .NET on Windows knows only the names of Windows, and the service decides.
    private static string? AsWritten(string id) => id.Equals("UTC", StringComparison.OrdinalIgnoreCase) ? "UTC" : IsPlace(id) ? id : null;

    private static bool IsPlace(string id) => id.IndexOf('/') > 0 && !id.Any(char.IsWhiteSpace);
}
