using System;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using WebRun.Models;

namespace WebRun.PowerShell;

/// <summary>Shows values as text, the same in every culture.</summary>
public static class Display
{
    /// <summary>An amount in USD, such as <c>$0.0124</c>; empty for null.</summary>
    public static string Cost(decimal? cost) => cost is null ? "" : FormattableString.Invariant($"${cost:0.0000}");

    /// <summary>A duration, such as <c>850 ms</c>, <c>23.5 s</c> or <c>4 m 10 s</c>; empty for null.</summary>
    public static string Duration(TimeSpan? time) => time switch
    {
        null => "",
        { TotalSeconds: < 1 } t => FormattableString.Invariant($"{t.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 60 } t => FormattableString.Invariant($"{t.TotalSeconds:0.0} s"),
        { TotalMinutes: < 60 } t => FormattableString.Invariant($"{(int)t.TotalMinutes} m {t.Seconds} s"),
        { } t => FormattableString.Invariant($"{(int)t.TotalHours} h {t.Minutes} m"),
    };

    /// <summary>A duration in whole seconds, such as <c>0 s</c>, <c>23 s</c> or <c>4 m 10 s</c>, for running work.</summary>
    public static string Elapsed(TimeSpan time) => time.TotalSeconds < 60 ? FormattableString.Invariant($"{Math.Floor(time.TotalSeconds):0} s") : Duration(time);

    /// <summary>A number of bytes, such as <c>512 B</c> or <c>1.0 GB</c>, by PowerShell's units of 1024; empty for null.</summary>
    public static string Size(long? bytes) => bytes switch
    {
        null => "",
        < 1L << 10 => FormattableString.Invariant($"{bytes} B"),
        < 1L << 20 => FormattableString.Invariant($"{bytes / 1024.0:0.0} KB"),
        < 1L << 30 => FormattableString.Invariant($"{bytes / 1024.0 / 1024:0.0} MB"),
        _ => FormattableString.Invariant($"{bytes / 1024.0 / 1024 / 1024:0.0} GB"),
    };

    /// <summary>What a session is for: its first task, otherwise the page that it began at.</summary>
    public static string Purpose(object? taskDetails, object? startingPoint) => OneLine((taskDetails ?? startingPoint)?.ToString());

    /// <summary>An id with its name, if it has one.</summary>
    public static string Named(string? name, string id) => string.IsNullOrWhiteSpace(name) ? id : $"{OneLine(name)} ({id})";

    /// <summary>The name of an object; null if it has none.</summary>
    public static string? NameOf(PSObject? item) => item?.Properties["Name"]?.Value as string;

    /// <summary>The name of an environment; null for an object that only has its id, such as a trigger, whose Name is not the environment's.</summary>
    public static string? EnvironmentNameOf(PSObject? item) => item?.Properties["TriggerId"] is null ? NameOf(item) : null;

    /// <summary>An address without its query, fragment, user and password, any of which may be a secret; empty if it is not an address.</summary>
    public static string Address(object? address) =>
        Uri.TryCreate(address?.ToString(), UriKind.Absolute, out var whole) ? OneLine(whole.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)) : "";

    /// <summary>The process that opened a session, and whether it has ended.</summary>
    public static string Owner(int? processId, object? owner) => owner?.ToString() switch
    {
        nameof(WebRunSessionOwner.ThisProcess) => "this one",
        nameof(WebRunSessionOwner.DeadProcess) => FormattableString.Invariant($"{processId} ended"),
        _ => FormattableString.Invariant($"{processId}"),
    };

    /// <summary>A point in time in this machine's time zone, to the second; empty for null.</summary>
    public static string LocalTime(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A time of day in this machine's time zone, to the millisecond.</summary>
    public static string ClockTime(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>The name of a style of <c>$PSStyle.Formatting</c> or <c>$PSStyle.Foreground</c> for a status, a state or the kind of an event; empty for one that needs none.</summary>
    public static string Style(object? status) => status?.ToString()?.ToUpperInvariant() switch
    {
        "COMPLETED" or "ACTIVE" or "READY" or "HEALTHY" or "INSTANCEREGAINED" => "Green",
        "PENDING" or "RUNNING" or "SENDING" or "UPLOADING" or "ACTION" => "Cyan",
        "WAITINGFORINPUT" or "GUARDRAIL" or "PAUSED" or "ORPHANED" or "UNKNOWN" or "INSTANCELOST" => "Warning",
        "FAILED" or "ERROR" or "UNHEALTHY" or "DEGRADED" => "Error",
        "STOPPED" or "TERMINATED" or "THOUGHT" => "BrightBlack",
        _ => "",
    };

    /// <summary>An event on one line, its kind in the user's style, which PowerShell removes if OutputRendering says so.</summary>
    public static string Line(WebRunEvent liveEvent) => $"{Painted($"{liveEvent.Kind,-16}", Style(liveEvent.Kind))} {OneLine(liveEvent.Text)}";

    /// <summary>Text on one line, without what a terminal obeys: it may quote a hostile page.</summary>
    public static string OneLine(string? text) => SafeText.Line(text);

    /// <summary>The text, shortened to fit into a line.</summary>
    internal static string Shorten(string? text) => text is { Length: > 80 } ? text.Substring(0, 79) + "…" : text ?? "";

    /// <summary>True if the shell draws a progress bar as one line, which shows its status and leaves out its operation: the usual view since PowerShell 7.2.</summary>
    public static bool HasMinimalProgress => Member(Member(PSStyle, "Progress"), "View")?.ToString() == "Minimal";

    // By reflection: the PowerShell standard library does not have $PSStyle, nor does Windows PowerShell, which therefore shows no colours.
    private static object? PSStyle => typeof(PSObject).Assembly.GetType("System.Management.Automation.PSStyle")?.GetProperty("Instance")?.GetValue(null);

    private static string Painted(string text, string name)
    {
        var style = PSStyle;
        return (Member(Member(style, "Formatting"), name) ?? Member(Member(style, "Foreground"), name)) is string start ? $"{start}{text}{Member(style, "Reset")}" : text;
    }

    private static object? Member(object? item, string name) => item?.GetType().GetProperty(name)?.GetValue(item);
}
