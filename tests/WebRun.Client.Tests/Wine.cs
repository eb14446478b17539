using System;

namespace WebRun.Client.Tests;

/// <summary>Wine, in which the gate runs the tests as Windows programs.</summary>
internal static class Wine
{
    public static bool IsHere => OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("WINEPREFIX") is not null;
}
