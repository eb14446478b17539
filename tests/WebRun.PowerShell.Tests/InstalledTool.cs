using System;
using System.IO;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Tests;

/// <summary>The emulator's package, made and installed as a .NET tool for the tests.</summary>
public sealed class InstalledTool : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-tool-").FullName;

    /// <summary>The command.</summary>
    public string Command => Path.Combine(_folder, OperatingSystem.IsWindows() ? "webrun-emulator.exe" : "webrun-emulator");

    /// <summary>Packs what was built, and installs it in a folder of its own.</summary>
    public async ValueTask InitializeAsync()
    {
        await Child.RunAsync("dotnet", "pack", "src/WebRun.Emulator", "--no-build", "--configuration", Child.Configuration, "--output", _folder);
        await Child.RunAsync("dotnet", "tool", "install", "WebRun.Emulator", "--tool-path", _folder, "--version", PackedModule.Version, "--source", _folder);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
