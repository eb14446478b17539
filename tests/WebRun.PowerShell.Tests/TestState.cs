using System;
using System.IO;
using System.Runtime.CompilerServices;

namespace WebRun.PowerShell.Tests;

/// <summary>A state folder of the test run's own, for this process and those that it starts: what the user has open is none of its business.</summary>
internal static class TestState
{
    public static string Folder { get; } = Directory.CreateTempSubdirectory("webrun-tests-").FullName;

    /// <summary>The ledger's files.</summary>
    public static string Sessions => Path.Combine(Folder, "sessions");

    [ModuleInitializer]
    internal static void Use()
    {
        Environment.SetEnvironmentVariable("WEBRUN_STATE_PATH", Folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Folder, recursive: true);
    }
}
