using System;
using System.Diagnostics;
using System.IO;
using System.IO.Compression;
using System.Threading.Tasks;
using System.Xml.Linq;

namespace WebRun.PowerShell.Tests;

/// <summary>The package as the Gallery would have it, made and unpacked for the tests.</summary>
public sealed class PackedModule : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webrun-package-").FullName;

    /// <summary>The version that everything has from one place.</summary>
    public static string Version { get; } = Assert.Single(XDocument.Load(Path.Combine(Engine.Repository, "Directory.Build.props")).Descendants("Version")).Value;

    /// <summary>The unpacked package.</summary>
    public string Content => Path.Combine(_folder, "content");

    /// <summary>The manifest in it.</summary>
    public string Manifest => Path.Combine(Content, "WebRun.PowerShell.psd1");

    /// <summary>Packs what is in the source tree. The module that other tests use stays as it is.</summary>
    public async ValueTask InitializeAsync()
    {
        using var pack = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["pack", "src/WebRun.PowerShell", "--configuration", "Release", "--no-restore", "--disable-build-servers", "--output", _folder, "-p:RunAnalyzers=false", $"-p:ModuleOutput={_folder}/module/"])
        {
            WorkingDirectory = Engine.Repository,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        var told = await pack.StandardOutput.ReadToEndAsync();
        await pack.WaitForExitAsync();
        Assert.True(pack.ExitCode == 0, told);

        await ZipFile.ExtractToDirectoryAsync(Path.Combine(_folder, $"WebRun.PowerShell.{Version}.nupkg"), Content);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
