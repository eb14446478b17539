using System;

namespace WebRun.PowerShell.Tests;

/// <summary>How much of something a test does: enough to prove it, or all of it where WEBRUN_TEST_SIZE is <c>full</c>, as it is in the gate.</summary>
internal static class TestSize
{
    private const string Variable = "WEBRUN_TEST_SIZE";

    private static bool IsFull => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" or "small" => false,
        "full" => true,
        var other => throw new InvalidOperationException($"{Variable} is '{other}'. It can be 'small', as it is by default, or 'full'."),
    };

    public static T Of<T>(T small, T full) => IsFull ? full : small;
}
