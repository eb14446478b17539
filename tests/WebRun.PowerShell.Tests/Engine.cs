using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using WebRun.Emulator;
using WebRun.Shell;
using Script = System.Management.Automation.PowerShell;

namespace WebRun.PowerShell.Tests;

/// <summary>The real PowerShell engine with the built module imported, as a user has it.</summary>
internal sealed class Engine : IDisposable
{
    public const string Key = "enig_0123456789abcdefghijklmnopqrst";

    private readonly Runspace _runspace;

    static Engine() => Environment.SetEnvironmentVariable("PSModulePath", ModulePath);

    /// <summary>Opens a runspace and imports the module; connects to the emulator if one is given, and shows to a person if one is.</summary>
    public Engine(WebRunEmulator? emulator = null, string key = Key, PersonHost? person = null)
    {
        var state = InitialSessionState.CreateDefault2();
        _runspace = person is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(person, state);
        _runspace.Open();
        Run($"Import-Module '{Manifest}' -ErrorAction Stop").MustSucceed();
        if (emulator is not null)
        {
            Run($"Connect-WebRun '{key}' -BaseUri {emulator.BaseUri}").MustSucceed();
        }
    }

    /// <summary>Where PowerShell finds modules by name: those that ship with the shell, which its package lacks, and ours, as if installed.</summary>
    public static string ModulePath { get; } = string.Join(Path.PathSeparator, Path.Combine(Path.GetDirectoryName(PinnedPowerShell.Path)!, "Modules"), Path.Combine(Repository, "out"));

    /// <summary>The module that the build left.</summary>
    public static string Manifest { get; } = Path.Combine(Repository, "out", "WebRun.PowerShell", "WebRun.PowerShell.psd1");

    /// <summary>The folder of the solution.</summary>
    public static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "WebRun.PowerShell.sln")))
            {
                folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the tests holds the solution.");
            }

            return folder.FullName;
        }
    }

    /// <summary>Runs a script to its end.</summary>
    public EngineResult Run(string script, params object?[] input)
    {
        using var shell = Create(script);
        return Run(shell, input);
    }

    /// <summary>Gives scripts a value from outside.</summary>
    public void Set(string variable, object value) => _runspace.SessionStateProxy.SetVariable(variable, value);

    /// <summary>A script that has not begun; whoever gets it disposes of it.</summary>
    public Script Create(string script)
    {
        var shell = Script.Create(_runspace);
        shell.AddScript(script);
        return shell;
    }

    public static EngineResult Run(Script shell, params object?[] input)
    {
        var output = new List<PSObject>();
        Exception? failure = null;
        try
        {
            output.AddRange(shell.Invoke(input));
        }
        catch (RuntimeException e)
        {
            failure = e;
        }

        var errors = shell.Streams.Error.ToList();
        if (failure is RuntimeException { ErrorRecord: { } record } && !errors.Contains(record))
        {
            errors.Add(record);
        }

        return new EngineResult(output, errors, shell.Streams);
    }

    public void Dispose() => _runspace.Dispose();
}

/// <summary>What a script left in its streams. A terminating error is the last of the errors.</summary>
internal sealed record EngineResult(IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, PSDataStreams Streams)
{
    /// <summary>The one object that came out.</summary>
    public PSObject Single => Assert.Single(Output);

    /// <summary>The one error's id, up to the comma.</summary>
    public string ErrorId => Assert.Single(Errors).FullyQualifiedErrorId.Split(',')[0];

    /// <summary>A property of the one object, as text.</summary>
    public string? this[string property] => Single.Properties[property]?.Value?.ToString();

    public EngineResult MustSucceed()
    {
        Assert.Equal([], Errors.Select(e => $"{e.FullyQualifiedErrorId}: {e}"));
        return this;
    }
}
