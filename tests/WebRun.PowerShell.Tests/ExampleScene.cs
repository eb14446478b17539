using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.Shell;

namespace WebRun.PowerShell.Tests;

/// <summary>Where examples run: an emulator that loses no time, a folder with the files that they name, and what stands in for a person.</summary>
internal sealed class ExampleScene : IAsyncDisposable
{
    // The address that texts for people name; in the scene it is the emulator's.
    private const string WrittenAddress = "http://127.0.0.1:4020";
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-examples-").FullName;
    private readonly WebRunEmulator _emulator;
    private readonly Engine _engine;

    private readonly bool _usesEnvironment;

    private ExampleScene(WebRunEmulator emulator, bool usesEnvironment)
    {
        (_emulator, _usesEnvironment) = (emulator, usesEnvironment);
        _engine = new Engine(person: new PersonHost());
        if (usesEnvironment)
        {
            Environment.SetEnvironmentVariable("WEBRUN_API_KEY", Engine.Key);
            Environment.SetEnvironmentVariable("WEBRUN_BASE_URL", emulator.BaseUri.AbsoluteUri);
        }

        _engine.Run($". '{Script("Scene.ps1")}' {emulator.BaseUri} '{_folder}'; Set-StrictMode -Version Latest").MustSucceed();
    }

    /// <summary>Starts the emulator and the shell, and writes the files.</summary>
    /// <param name="usesEnvironment">Sets the key and the address for the whole process too, as jobs need it: then the test has to be in the collection <see cref="ProcessEnvironment"/>.</param>
    public static async Task<ExampleScene> StartAsync(bool usesEnvironment = false)
    {
        var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions
        {
            RateLimit = 0,
            EnvironmentRateLimit = 0,
            SessionLimit = 0,
            DefaultTaskDuration = TimeSpan.FromMilliseconds(1),
        });
        return new ExampleScene(emulator, usesEnvironment);
    }

    /// <summary>True for an example that reads or sets the environment of the process, or runs in another runspace, which has its key from there.</summary>
    public static bool UsesEnvironment(string example) => Array.Exists(["$env:", "Job", "-Parallel"], part => example.Contains(part, StringComparison.Ordinal));

    /// <summary>Runs an example, which must have no error.</summary>
    public EngineResult Run(string example)
    {
        Assert.SkipWhen(example.Contains("Show-WebRunSession", StringComparison.Ordinal) && !FakeBrowser.IsThere, "Only Linux lets a test choose the browser.");
        var script = example
            .Replace(WrittenAddress, _emulator.BaseUri.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal)
            .Replace("./out/", $"{Engine.Repository}/out/", StringComparison.Ordinal);
        return _engine.Run(script.StartsWith("Describe ", StringComparison.Ordinal) ? AsPesterTest(script) : script).MustSucceed();
    }

    /// <summary>Ends every session that the example has left open.</summary>
    public async ValueTask DisposeAsync()
    {
        var open = string.Join(',', _emulator.Recorder.Sessions.Where(session => session.EndedAt is null).Select(session => $"'{session.SessionId}'"));
        _engine.Run($"Connect-WebRun {Engine.Key}; @({open}) | Stop-WebRunSession").MustSucceed();
        var left = _emulator.Recorder.OpenSessions;
        _engine.Dispose();
        if (_usesEnvironment)
        {
            Environment.SetEnvironmentVariable("WEBRUN_API_KEY", null);
            Environment.SetEnvironmentVariable("WEBRUN_BASE_URL", null);
        }

        await _emulator.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Assert.Equal(0, left);
    }

    private string AsPesterTest(string script)
    {
        File.WriteAllText(Path.Combine(_folder, "Example.Tests.ps1"), script);
        return $"Import-Module '{PinnedPowerShell.FromBuild("PesterPath")}'; Invoke-Pester -Configuration @{{ Run = @{{ Path = './Example.Tests.ps1'; Throw = $true }}; Output = @{{ Verbosity = 'None' }} }}";
    }

    private static string Script(string name) => Path.Combine(Engine.Repository, "tests", "Examples", name);
}
