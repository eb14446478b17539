using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Threading.Tasks;
using System.Xml.Linq;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>What goes to the PowerShell Gallery: laid out as it takes packages, complete, and at work where it is unpacked.</summary>
public class PackageTests(PackedModule package) : IClassFixture<PackedModule>
{
    private const string ClientAtWork = """
        $t = Invoke-WebRunTask 'x [[duration=1ms]]'
        [System.IO.Directory]::GetParent($t.GetType().Assembly.Location).Name
        "$($t.Status)"
        """;

    /// <summary>For each system the machine that its assembly names: the processor's number, and that of the system over it.</summary>
    private static readonly Dictionary<string, int> Machines = new(StringComparer.Ordinal)
    {
        ["linux-arm64"] = 0xAA64 ^ 0x7B79,
        ["linux-x64"] = 0x8664 ^ 0x7B79,
        ["osx-arm64"] = 0xAA64 ^ 0x4644,
        ["osx-x64"] = 0x8664 ^ 0x4644,
        ["win-arm64"] = 0xAA64,
        ["win-x64"] = 0x8664,
    };

    [Fact]
    public void Package_holds_the_module_at_its_root_and_nothing_that_is_for_developers()
    {
        var files = Directory.GetFiles(package.Content, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(package.Content, path).Replace('\\', '/')).ToList();
        var topics = HelpFiles.Topics.Select(topic => $"en-US/{topic}.help.txt");

        Assert.Equal(
            Sorted(["[Content_Types].xml", "_rels/.rels", "package/services/metadata/core-properties/nuget.psmdcp", "LICENSE", "THIRD-PARTY-NOTICES.txt", "WebRun.PowerShell.nuspec", "WebRun.PowerShell.psd1",
                "WebRun.PowerShell.Format.ps1xml", "WebRun.PowerShell.Types.ps1xml", "en-US/WebRun.PowerShell.dll-Help.xml", .. topics,
                .. Binaries("net8.0"), .. Binaries("netstandard2.0"), .. PackedModule.Systems.SelectMany(system => new[] { $"bin/net8.0/{system}/Polly.Core.dll", $"bin/net8.0/{system}/WebRun.Client.dll" })]),
            Sorted(files.Where(file => !file.Contains("/lib/", StringComparison.Ordinal))));
        Assert.Contains("bin/net8.0/lib/Polly.Core.dll", files);
        Assert.Contains("bin/netstandard2.0/lib/System.Text.Json.dll", files);
        Assert.All(files.Where(file => file.Contains("/lib/", StringComparison.Ordinal)), file => Assert.EndsWith(".dll", file, StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => file.Contains("System.Management.Automation", StringComparison.Ordinal));
    }

    [Fact]
    public void Licences_of_all_that_it_brings_are_in_it()
    {
        var notices = File.ReadAllText(Path.Combine(package.Content, "THIRD-PARTY-NOTICES.txt"));

        Assert.All(Directory.GetFiles(package.Content, "*.dll", SearchOption.AllDirectories).Where(path => Path.GetFileName(Path.GetDirectoryName(path)) == "lib"),
            path => Assert.Contains(Path.GetFileNameWithoutExtension(path), notices, StringComparison.Ordinal));
    }

    [Fact]
    public void Manifest_is_valid_and_the_package_says_the_same_of_itself()
    {
        using var engine = new Engine();

        var manifest = (PSModuleInfo)engine.Run($"Test-ModuleManifest '{package.Manifest}'").MustSucceed().Single.BaseObject;

        Assert.Equal(Text("id"), manifest.Name);
        Assert.Equal(Text("version"), manifest.Version.ToString());
        Assert.Equal(Text("authors"), manifest.Author);
        Assert.Equal(Text("description"), manifest.Description);
        Assert.Equal(Text("copyright"), manifest.Copyright);
        Assert.Equal(Text("projectUrl"), manifest.ProjectUri.AbsoluteUri);
        Assert.Equal(Text("licenseUrl"), manifest.LicenseUri.AbsoluteUri);
        Assert.Equal(Text("releaseNotes"), manifest.ReleaseNotes);
        Assert.Contains("- `Connect-WebRun`", manifest.ReleaseNotes, StringComparison.Ordinal);
        Assert.Contains(manifest.ReleaseNotes, File.ReadAllText(Path.Combine(Engine.Repository, "CHANGELOG.md")), StringComparison.Ordinal);
        Assert.Equal(new Version(5, 1), manifest.PowerShellVersion);
        Assert.Equal(["Core", "Desktop"], manifest.CompatiblePSEditions);
        Assert.Null(manifest.HelpInfoUri);
    }

    [Fact]
    public void Tags_are_those_that_the_Gallery_is_searched_by()
    {
        using var engine = new Engine();
        var source = SourceManifest(engine);
        var own = ((object[])((Hashtable)((Hashtable)source["PrivateData"]!)["PSData"]!)["Tags"]!).Cast<string>();
        var commands = Commands(source);

        Assert.Equal(
            Sorted([.. own, "PSModule", "PSIncludes_Cmdlet", .. commands.Select(name => $"PSCmdlet_{name}"), .. commands.Select(name => $"PSCommand_{name}")]),
            Sorted(Text("tags").Split(' ')));
    }

    [Fact]
    public void Version_is_everywhere_that_of_one_place()
    {
        var assemblies = Directory.GetFiles(Path.Combine(package.Content, "bin"), "WebRun.*.dll", SearchOption.AllDirectories);

        Assert.Equal(PackedModule.Version, Text("version"));
        Assert.Equal(4 + PackedModule.Systems.Count, assemblies.Length);
        Assert.All(assemblies, assembly => Assert.Equal($"{PackedModule.Version}.0", FileVersionInfo.GetVersionInfo(assembly).FileVersion));
    }

    [Fact]
    public async Task Unpacked_it_exports_what_the_source_says_and_works_with_its_help()
    {
        var told = await ToldAsync(package.Manifest, """
            Get-Command -Module WebRun.PowerShell | ForEach-Object Name
            (Get-Module WebRun.PowerShell).ModuleBase
            (Get-Help Invoke-WebRunTask).Synopsis
            (Get-Help about_WebRun_Testing) -match 'emulator' -as [bool]
            Invoke-WebRunTask 'x [[duration=1ms]]' | Out-Null
            [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.Location -like '*JsonSchema*' }.Count
            (Invoke-WebRunTask 'x [[duration=1ms; result={"a":1}]]' -OutputSchema @{ a = 'integer' }).Output.a
            """);

        using var engine = new Engine();
        Assert.Equal([.. Sorted(Commands(SourceManifest(engine))), package.Content, HelpFiles.Commands["Invoke-WebRunTask"].Synopsis, "True", "0", "1"], told);
    }

    [Theory]
    [InlineData("WebRun.Client.dll")]
    [InlineData("Polly.Core.dll")]
    public void Client_and_what_it_needs_first_are_compiled_for_each_system(string assembly)
    {
        Assert.All(PackedModule.Systems, system =>
        {
            using var reader = new PEReader(File.OpenRead(Path.Combine(package.Content, "bin", "net8.0", system, assembly)));
            Assert.Equal(Machines[system], (int)reader.PEHeaders.CoffHeader.Machine);
            Assert.NotEqual(0, reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
        });
    }

    [Theory]
    [InlineData("WebRun.Client.dll", nameof(OperatingSystem.Platform))]
    [InlineData("lib/Polly.Core.dll")]
    public void Nothing_is_asked_that_the_compiler_would_answer_for_its_own_system(string assembly, params string[] harmless)
    {
        using var reader = new PEReader(File.OpenRead(Path.Combine(package.Content, "bin", "net8.0", assembly)));
        var metadata = reader.GetMetadataReader();
        var asked = metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference && metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name) == nameof(OperatingSystem))
            .Select(member => metadata.GetString(member.Name));

        Assert.Equal(harmless.Select(name => $"get_{name}"), asked);
    }

    [Fact]
    public async Task Client_that_is_compiled_for_this_system_is_the_one_at_work() =>
        Assert.Equal([PackedModule.ThisSystem, "Completed"], await ToldAsync(package.Manifest, ClientAtWork));

    [Fact]
    public async Task Client_that_is_compiled_for_another_system_is_left_aside()
    {
        var copy = Directory.CreateTempSubdirectory("webrun-package-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(package.Content, "*", SearchOption.AllDirectories))
            {
                var place = Path.Combine(copy, Path.GetRelativePath(package.Content, file));
                Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                File.Copy(file, place);
            }

            var binaries = Path.Combine(copy, "bin", "net8.0");
            File.Copy(Path.Combine(binaries, PackedModule.Systems.First(system => system != PackedModule.ThisSystem), "WebRun.Client.dll"), Path.Combine(binaries, PackedModule.ThisSystem, "WebRun.Client.dll"), overwrite: true);

            Assert.Equal(["net8.0", "Completed"], await ToldAsync(Path.Combine(copy, "WebRun.PowerShell.psd1"), ClientAtWork));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    /// <summary>A field of the package's own description.</summary>
    private string Text(string field)
    {
        var metadata = XDocument.Load(Path.Combine(package.Content, "WebRun.PowerShell.nuspec")).Root!.Elements().Single();
        return metadata.Element(metadata.Name.Namespace + field)?.Value ?? "";
    }

    /// <summary>What a process of its own with an unpacked module and an emulator tells.</summary>
    private static async Task<string[]> ToldAsync(string manifest, string script)
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        var start = ExitTests.StartInfo(emulator, script, manifest);
        start.RedirectStandardOutput = true;

        using var shell = Process.Start(start)!;
        var told = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return told.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static IEnumerable<string> Binaries(string framework) => [$"bin/{framework}/WebRun.Client.dll", $"bin/{framework}/WebRun.PowerShell.dll"];

    private static Hashtable SourceManifest(Engine engine) =>
        (Hashtable)engine.Run(File.ReadAllText(Path.Combine(Engine.Repository, "module", "WebRun.PowerShell.psd1"))).MustSucceed().Single.BaseObject;

    private static List<string> Commands(Hashtable manifest) => [.. ((object[])manifest["CmdletsToExport"]!).Cast<string>()];

    private static IOrderedEnumerable<string> Sorted(IEnumerable<string> names) => names.Order(StringComparer.Ordinal);
}
