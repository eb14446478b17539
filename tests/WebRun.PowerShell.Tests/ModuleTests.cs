using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Runtime.Loader;
using System.Threading.Tasks;
using System.Xml.Linq;
using WebRun.Emulator;

namespace WebRun.PowerShell.Tests;

/// <summary>The module as it ships: what it exports, and how it lives beside others.</summary>
public class ModuleTests
{
    [Fact]
    public async Task Imports_twice_and_keeps_its_assemblies_to_itself()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        using var one = new Engine(emulator);
        using var two = new Engine(emulator);

        one.Run($"Remove-Module WebRun.PowerShell; Import-Module '{Engine.Manifest}' -Force").MustSucceed();
        one.Run($"Connect-WebRun {Engine.Key} -BaseUri {emulator.BaseUri}; Invoke-WebRunTask 'a [[duration=1ms]]' -OutputSchema a, b").MustSucceed();
        RefuseOnce(emulator);
        two.Run("Invoke-WebRunTask 'b [[duration=1ms]]'").MustSucceed();

        Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, a => a.GetName().Name is "WebRun.Client");
        var context = AssemblyLoadContext.All.Single(c => c.Name == "WebRun");
        var brought = Directory.GetFiles(Path.GetDirectoryName(Engine.Manifest)!, "*.dll", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);
        Assert.Superset(new HashSet<string?> { "Polly.Core", "Sylvan.Data.Csv", "WebRun.Client" }, context.Assemblies.Select(a => a.GetName().Name).ToHashSet());
        Assert.Subset(brought.ToHashSet(), context.Assemblies.Select(a => a.GetName().Name).ToHashSet());
    }

    [Fact]
    public async Task Lives_beside_another_version_of_what_it_brings()
    {
        var theirs = typeof(Polly.ResiliencePipeline).Assembly;
        await using var emulator = await WebRunEmulator.StartAsync();
        using var engine = new Engine(emulator);

        RefuseOnce(emulator);
        engine.Run("Invoke-WebRunTask 'a [[duration=1ms]]'").MustSucceed();

        var ours = AssemblyLoadContext.All.Single(c => c.Name == "WebRun").Assemblies.Single(a => a.GetName().Name == "Polly.Core");
        Assert.Same(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(theirs));
        Assert.NotEqual(FileVersionInfo.GetVersionInfo(theirs.Location).FileVersion, FileVersionInfo.GetVersionInfo(ours.Location).FileVersion);
        Assert.StartsWith(Path.GetDirectoryName(Engine.Manifest)!, ours.Location, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Exports_are_the_cmdlets_that_exist()
    {
        using var engine = new Engine();

        var exported = engine.Run("Get-Command -Module WebRun.PowerShell").Output.Select(c => c.ToString()).Order(StringComparer.Ordinal);
        var existing = Cmdlets(engine).Select(c => c.Name).Order(StringComparer.Ordinal);

        Assert.Equal(existing, exported);
        Assert.Equal(existing, Directory.GetFiles(Path.Combine(Engine.Repository, "src", "WebRun.PowerShell", "Commands"), "*Command.cs").Select(NameByFile).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_cmdlet_declares_what_it_emits()
    {
        using var engine = new Engine();

        Assert.All(Cmdlets(engine), c => Assert.NotEmpty(c.OutputType));
    }

    [Fact]
    public void Whatever_spends_or_ends_something_supports_ShouldProcess()
    {
        using var engine = new Engine();

        var spending = Cmdlets(engine).Where(c => c.Verb is "Invoke" or "New" or "Send" or "Stop" or "Remove" or "Set" or "Start" or "Enable" or "Disable");

        Assert.All(spending, c => Assert.True(c.Parameters.ContainsKey("WhatIf"), c.Name));
    }

    [Fact]
    public void Every_cmdlet_is_in_a_test()
    {
        using var engine = new Engine();
        var tests = string.Concat(Directory.GetFiles(Path.Combine(Engine.Repository, "tests", "WebRun.PowerShell.Tests"), "*.cs").Select(File.ReadAllText));

        Assert.All(Cmdlets(engine), c => Assert.Contains(c.Name, tests, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_cmdlet_has_help_and_a_table_a_list_and_a_wide_view_of_what_it_emits()
    {
        using var engine = new Engine();
        var views = XDocument.Load(Path.Combine(Path.GetDirectoryName(Engine.Manifest)!, "WebRun.PowerShell.Format.ps1xml")).Descendants("View").ToList();

        foreach (var cmdlet in Cmdlets(engine))
        {
            Assert.Contains(cmdlet.Name, HelpFiles.Commands.Keys);
            foreach (var type in cmdlet.OutputType.Select(type => type.Name).Where(name => name.StartsWith("WebRun.", StringComparison.Ordinal)))
            {
                var kinds = views.Where(view => view.Descendants("TypeName").Any(name => name.Value == type)).Select(view => view.Elements().Last().Name.LocalName);
                Assert.Equal((type, "ListControl, TableControl, WideControl"), (type, string.Join(", ", kinds.Order(StringComparer.Ordinal))));
            }
        }
    }

    [Fact]
    public void Third_party_assemblies_are_below_lib_only()
    {
        var module = Path.GetDirectoryName(Engine.Manifest)!;

        foreach (var framework in new[] { "net8.0", "netstandard2.0" })
        {
            var ours = Directory.GetFiles(Path.Combine(module, "bin", framework)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
            Assert.Equal(["WebRun.Client.dll", "WebRun.PowerShell.dll"], ours);
            Assert.True(File.Exists(Path.Combine(module, "bin", framework, "lib", "Polly.Core.dll")));
        }

        Assert.Empty(Directory.GetFiles(module, "System.Management.Automation.dll", SearchOption.AllDirectories));
    }

    /// <summary>Lets the next call be repeated, which is what brings Polly in.</summary>
    private static void RefuseOnce(WebRunEmulator emulator) => emulator.Faults.Add(new Fault { Kind = FaultKind.Status, Status = 503, PathPrefix = "/start/" });

    private static string NameByFile(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var noun = name.IndexOf("WebRun", StringComparison.Ordinal);
        return $"{name[..noun]}-{name[noun..^"Command".Length]}";
    }

    private static List<CmdletInfo> Cmdlets(Engine engine) =>
        [.. engine.Run("(Get-Module WebRun.PowerShell).ExportedCmdlets.Values").MustSucceed().Output.Select(c => (CmdletInfo)c.BaseObject)];
}
