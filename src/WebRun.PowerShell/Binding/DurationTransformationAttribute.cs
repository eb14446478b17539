using System;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes a time as people write it: 90 (seconds), <c>90s</c>, <c>2m</c>, <c>1.5h</c>, <c>1d</c>, <c>500ms</c>, <c>00:01:30</c>, or a TimeSpan.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationTransformationAttribute : CheckedTransformationAttribute
{
    private static readonly Regex NumberAndUnit = new(@"^\s*(?<number>[^\sa-z:]+)\s*(?<unit>ms|s|m|h|d|)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    // Always with seconds: 1:30 would be hours to .NET, and minutes to many people.
    private static readonly string[] ClockForms = [@"h\:mm\:ss", @"h\:mm\:ss\.FFFFFFF", @"d\.hh\:mm\:ss", @"d\.hh\:mm\:ss\.FFFFFFF"];

    /// <summary>The value; for 1d on a command line, which PowerShell parses as a decimal, the original text.</summary>
    private protected override object? Opened(object? input) =>
        input is PSObject { BaseObject: decimal } typed && LanguagePrimitives.ConvertTo<string>(typed) is var text && text.EndsWith("d", StringComparison.OrdinalIgnoreCase)
            ? text
            : Wrapped.Open(input);

    private protected override object? Read(object? given) => given switch
    {
        null => null,
        TimeSpan time => time,

        // In JSON a time is its properties.
        PSObject kept when Wrapped.Of(kept, nameof(TimeSpan.Ticks)) is long or int => TimeSpan.FromTicks(LanguagePrimitives.ConvertTo<long>(Wrapped.Of(kept, nameof(TimeSpan.Ticks)))),
        string text => string.IsNullOrWhiteSpace(text) ? null : Parse(text),
        byte or short or int or long or float or double or decimal => FromSeconds(Convert.ToDouble(given, CultureInfo.InvariantCulture), given),
        _ => throw Unreadable(given),
    };

    private static TimeSpan Parse(string text)
    {
        if (NumberAndUnit.Match(text) is { Success: true } match)
        {
            var unit = match.Groups["unit"].Value.ToUpperInvariant() switch { "MS" => 0.001, "M" => 60d, "H" => 3600d, "D" => 86_400d, _ => 1d };
            return FromSeconds((double)NumberText.Read(match.Groups["number"].Value) * unit, text);
        }

        return TimeSpan.TryParseExact(text.Trim(), ClockForms, CultureInfo.InvariantCulture, out var time) ? time : throw Unreadable(text);
    }

    // A million days or more is a mistake, and would overflow a TimeSpan.
    private static TimeSpan FromSeconds(double seconds, object given) =>
        seconds is > -1e11 and < 1e11 ? TimeSpan.FromSeconds(seconds) : throw Unreadable(given);

    private static WebRunException Unreadable(object value) => new(
        WebRunErrorId.InvalidParameter,
        $"'{value}' is not a duration. Give seconds (90), a number with a unit (500ms, 90s, 2m, 1h, 1d), or hours, minutes and seconds (00:01:30).");
}

/// <summary>Accepts only durations within bounds.</summary>
/// <param name="minSeconds">The shortest, in seconds.</param>
/// <param name="maxSeconds">The longest, in seconds.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateDurationAttribute(double minSeconds, double maxSeconds) : CheckedValidationAttribute
{
    /// <summary>The shortest, in seconds.</summary>
    public double MinSeconds { get; } = minSeconds;

    /// <summary>The longest, in seconds.</summary>
    public double MaxSeconds { get; } = maxSeconds;

    internal override string? FaultOf(object? value) => value is TimeSpan time && (time.TotalSeconds < MinSeconds || time.TotalSeconds > MaxSeconds)
        ? FormattableString.Invariant($"{time.TotalSeconds:0.###} s is outside {MinSeconds} s to {MaxSeconds} s.")
        : null;
}
