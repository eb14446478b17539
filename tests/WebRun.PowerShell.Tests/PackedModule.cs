using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using System.Xml.Linq;

namespace WebRun.PowerShell.Tests;

/// <summary>The package as the Gallery would have it, made and unpacked once for all tests that need it. In a small run it is packed from what is built, for two systems.</summary>
public sealed class PackedModule : IAsyncLifetime
{
    private static readonly Lazy<Task<string>> Unpacked = new(PackAsync);

    /// <summary>The system that the tests run on, as the package names it.</summary>
    public static string ThisSystem { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";

    /// <summary>The systems that the client in the package is compiled for.</summary>
    public static IReadOnlyList<string> Systems { get; } = TestSize.Of(
        [ThisSystem, ThisSystem == "win-x64" ? "linux-x64" : "win-x64"],
        new[] { "linux-arm64", "linux-x64", "osx-arm64", "osx-x64", "win-arm64", "win-x64" });

    /// <summary>The version that everything has from one place.</summary>
    public static string Version { get; } = Assert.Single(XDocument.Load(Path.Combine(Engine.Repository, "Directory.Build.props")).Descendants("Version")).Value;

    /// <summary>The unpacked package.</summary>
    public string Content { get; private set; } = "";

    /// <summary>The manifest in it.</summary>
    public string Manifest => ManifestIn(Content);

    /// <summary>The manifest in the unpacked package, for tests without a fixture.</summary>
    public static async Task<string> ManifestAsync() => ManifestIn(await Unpacked.Value);

    public async ValueTask InitializeAsync() => Content = await Unpacked.Value;

    /// <summary>It stays for others until the test run ends.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string ManifestIn(string content) => Path.Combine(content, "WebRun.PowerShell.psd1");

    /// <summary>Packs what is in the source tree. The module that other tests use stays as it is.</summary>
    private static async Task<string> PackAsync()
    {
        var folder = Path.Combine(TestState.Folder, "package");
        await Child.RunAsync(
            "dotnet", "pack", "src/WebRun.PowerShell", "--configuration", TestSize.Of(Child.Configuration, "Release"), $"-p:CompiledSystems={string.Join("%3B", Systems)}",
            "--no-restore", "--disable-build-servers", "--output", folder, $"-p:ModuleOutput={folder}/module/");

        // An installed module is in a folder of its name.
        var content = Path.Combine(folder, "WebRun.PowerShell");
        await ZipFile.ExtractToDirectoryAsync(Path.Combine(folder, $"WebRun.PowerShell.{Version}.nupkg"), content);
        return content;
    }
}
