using System;
using System.Collections.Generic;
using System.IO;
using Mono.Cecil;
using WebRun.Client.Tests;

namespace WebRun.PowerShell.Tests;

/// <summary>The borders between the folders of the cmdlets' project, which are those of CONTRIBUTING: each uses only those that follow it.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Commands"] = ["Abstractions", "Execution", "Binding", "Loading", "Formatting"],
        ["Abstractions"] = ["Execution", "Binding", "Loading", "Formatting"],
        ["Execution"] = ["Binding", "Loading", "Formatting"],
        ["Binding"] = ["Loading", "Formatting"],
        ["Loading"] = ["Formatting"],
        ["Formatting"] = [],
    };

    private static readonly Lazy<ArchitectureCheck> Cmdlets = new(() => ArchitectureCheck.Of(
        Path.Combine(Path.GetDirectoryName(Engine.Manifest)!, "bin", "net8.0", "WebRun.PowerShell.dll"),
        Path.Combine(Engine.Repository, "src", "WebRun.PowerShell"),
        Arrows));

    [Fact]
    public void Folders_use_each_other_in_no_circle() => Assert.Equal([], Cmdlets.Value.Circles());

    [Fact]
    public void Folders_use_only_those_below_them() => Assert.Equal([], Cmdlets.Value.UpwardArrows());

    [Fact]
    public void Namespaces_are_folders_except_for_public_types() => Assert.Equal([], Cmdlets.Value.NamespacesElsewhere("WebRun.PowerShell"));

    [Theory]
    [InlineData("Downward", 0, 0, 0)]
    [InlineData("Upward", 0, 1, 0)]
    [InlineData("Circle", 2, 1, 0)]
    [InlineData("Elsewhere", 0, 0, 1)]
    public void Planted_fault_is_found(string fault, int circles, int upward, int elsewhere)
    {
        var root = $"{typeof(ArchitectureTests).Namespace}.Planted.{fault}";
        using var module = ModuleDefinition.ReadModule(typeof(ArchitectureTests).Assembly.Location);
        var check = new ArchitectureCheck(module.Types, type => type.Namespace.StartsWith(root, StringComparison.Ordinal) ? type.Name.Split('_')[0] : null, Arrows);

        Assert.Equal((circles, upward, elsewhere), (check.Circles().Count, check.UpwardArrows().Count, check.NamespacesElsewhere(root).Count));
    }
}
