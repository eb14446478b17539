using System;
using System.Management.Automation;

namespace WebRun.PowerShell;

/// <summary>Takes a duration only within bounds.</summary>
/// <param name="leastSeconds">The shortest, in seconds.</param>
/// <param name="mostSeconds">The longest, in seconds.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValidateDurationAttribute(double leastSeconds, double mostSeconds) : ValidateArgumentsAttribute
{
    /// <summary>The shortest, in seconds.</summary>
    public double LeastSeconds { get; } = leastSeconds;

    /// <summary>The longest, in seconds.</summary>
    public double MostSeconds { get; } = mostSeconds;

    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is TimeSpan time && (time.TotalSeconds < LeastSeconds || time.TotalSeconds > MostSeconds))
        {
            throw new ValidationMetadataException(FormattableString.Invariant($"{time.TotalSeconds:0.###} s is outside {LeastSeconds} s to {MostSeconds} s."));
        }
    }
}
