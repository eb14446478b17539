using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;

namespace WebRun.PowerShell.Tests;

/// <summary>Sets up the environment of the test run and of the processes that it starts. They get a state folder of their own, so that tests neither see nor change the user's sessions.</summary>
internal static class TestState
{
    public static string Folder { get; } = Directory.CreateTempSubdirectory("webrun-tests-").FullName;

    /// <summary>The ledger's files.</summary>
    public static string Sessions => Path.Combine(Folder, "sessions");

    /// <summary>The ledger's files as they are; other tests' come and go meanwhile.</summary>
    public static IReadOnlyList<(string Path, string Content)> Ledger()
    {
        var files = new List<(string, string)>();
        foreach (var path in Directory.GetFiles(Sessions))
        {
            try
            {
                files.Add((path, File.ReadAllText(path)));
            }
            catch (FileNotFoundException)
            {
                continue;
            }
        }

        return files;
    }

    private static void Delete()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A process that has just been killed may still be writing.
            return;
        }
    }

    [ModuleInitializer]
    internal static void Use()
    {
        Environment.SetEnvironmentVariable("WEBRUN_STATE_PATH", Folder);

        // As Directory.Build.props has it for this process; the number is hexadecimal here.
        Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
        Environment.SetEnvironmentVariable("DOTNET_TC_CallCountThreshold", "7530");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete();
    }
}
