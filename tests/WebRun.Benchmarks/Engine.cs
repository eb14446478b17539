using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using WebRun.Emulator;

namespace WebRun.Benchmarks;

/// <summary>The real PowerShell engine with the built module, connected to an emulator.</summary>
internal sealed class Engine : IDisposable
{
    /// <summary>The module that the build left.</summary>
    public static string Manifest { get; } = FindManifest();

    private readonly Uri _service;
    private Engine? _other;
    private readonly Runspace _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());

    public Engine(WebRunEmulator emulator)
        : this(emulator.BaseUri)
    {
    }

    public Engine(Uri service)
    {
        _service = service;
        _runspace.Open();
        Run($"Import-Module '{Manifest}'; Connect-WebRun enig_0123456789abcdefghijklmnopqrst -BaseUri {service}", _ => { });
    }

    /// <summary>Runs a script and takes each object in the moment that it comes out of the pipeline.</summary>
    public void Run(string script, Action<PSObject> take)
    {
        using var shell = Create(script);
        using var output = new PSDataCollection<PSObject>();
        output.DataAdded += (_, _) =>
        {
            foreach (var item in output.ReadAll())
            {
                take(item);
            }
        };
        shell.Invoke(null, output);
        if (shell.HadErrors)
        {
            throw new InvalidOperationException(string.Join(Environment.NewLine, shell.Streams.Error));
        }
    }

    /// <summary>A script to be run in this engine's session.</summary>
    public PowerShell Create(string script)
    {
        var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        return shell;
    }

    /// <summary>As <see cref="Run"/>, while a script of this engine runs.</summary>
    public void Other(string script, Action<PSObject> take)
    {
        _other ??= new Engine(_service);
        _other.Run(script, take);
    }

    public void Dispose()
    {
        _other?.Dispose();
        _runspace.Dispose();
    }

    private static string FindManifest()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "WebRun.PowerShell.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above the benchmarks holds the solution.");
        }

        return Path.Combine(folder.FullName, "out", "WebRun.PowerShell", "WebRun.PowerShell.psd1");
    }
}
