using System;
using System.Globalization;
using System.Management.Automation;
using System.Text.RegularExpressions;
using WebRun.PowerShell.Binding;

namespace WebRun.PowerShell;

/// <summary>Takes a time as people write it: 90 (seconds), <c>90s</c>, <c>2m</c>, <c>1.5h</c>, <c>1d</c>, <c>500ms</c>, <c>00:01:30</c>, or a TimeSpan.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    private static readonly Regex NumberAndUnit = new(@"^\s*(?<number>[0-9]+(\.[0-9]+)?)\s*(?<unit>ms|s|m|h|d|)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        // PowerShell parses 1d on a command line as a decimal, and keeps the original text.
        PSObject { BaseObject: decimal number } typed => LanguagePrimitives.ConvertTo<string>(typed) is var text && text.EndsWith("d", StringComparison.OrdinalIgnoreCase) ? Parse(text) : Read(number),
        _ => Read(Wrapped.Open(inputData)),
    };

    private static object? Read(object? value) => value switch
    {
        null or "" => null,
        TimeSpan time => time,
        string text => Parse(text),
        byte or short or int or long or float or double or decimal => FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture), value),
        _ => throw Unreadable(value),
    };

    private static TimeSpan Parse(string text)
    {
        if (NumberAndUnit.Match(text) is { Success: true } match)
        {
            var unit = match.Groups["unit"].Value.ToUpperInvariant() switch { "MS" => 0.001, "M" => 60d, "H" => 3600d, "D" => 86_400d, _ => 1d };
            return FromSeconds(double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * unit, text);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : throw Unreadable(text);
    }

    // A million days or more is a mistake, and would overflow a TimeSpan.
    private static TimeSpan FromSeconds(double seconds, object given) =>
        seconds is > -1e11 and < 1e11 ? TimeSpan.FromSeconds(seconds) : throw Unreadable(given);

    private static ArgumentTransformationMetadataException Unreadable(object value) => new(
        $"'{value}' is not a duration. Give seconds (90), a number with a unit (500ms, 90s, 2m, 1h, 1d), or hours, minutes and seconds (00:01:30).");
}

/// <summary>Accepts only durations within bounds.</summary>
/// <param name="minSeconds">The shortest, in seconds.</param>
/// <param name="maxSeconds">The longest, in seconds.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateDurationAttribute(double minSeconds, double maxSeconds) : ValidateArgumentsAttribute
{
    /// <summary>The shortest, in seconds.</summary>
    public double MinSeconds { get; } = minSeconds;

    /// <summary>The longest, in seconds.</summary>
    public double MaxSeconds { get; } = maxSeconds;

    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is TimeSpan time && (time.TotalSeconds < MinSeconds || time.TotalSeconds > MaxSeconds))
        {
            throw new ValidationMetadataException(FormattableString.Invariant($"{time.TotalSeconds:0.###} s is outside {MinSeconds} s to {MaxSeconds} s."));
        }
    }
}
