using System;
using System.Globalization;

namespace WebRun.PowerShell.Tests;

/// <summary>The seed of what the tests leave to chance: another one in every run, or the one that WEBRUN_SEED names. Tests tell it when they fail.</summary>
internal static class TestSeed
{
    public static int Value { get; } = Environment.GetEnvironmentVariable("WEBRUN_SEED") is { Length: > 0 } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : Environment.TickCount;

    /// <summary>The chance of one test.</summary>
    /// <param name="number">Tells tests apart.</param>
    public static Random For(int number) => new(Value + number);
}
