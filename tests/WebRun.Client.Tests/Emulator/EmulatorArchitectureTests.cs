using System;
using System.Collections.Generic;
using Mono.Cecil;
using WebRun.Emulator;

namespace WebRun.Client.Tests;

/// <summary>The borders between the emulator's folders, which are those of CONTRIBUTING. Each rule is also seen to fail, on a fault that is planted in this assembly.</summary>
public sealed class EmulatorArchitectureTests
{
    private const string Top = "WebRunEmulator";

    /// <summary>Which folder may use which, beside itself.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        [Top] = ["Api", "Live", "Requests", "Model", "Forms", "Scenarios", "Settings", "Recording", "Wire"],
        ["Api"] = ["Live", "Requests", "Model", "Forms", "Scenarios", "Settings", "Recording", "Wire"],
        ["Live"] = ["Requests", "Model", "Forms", "Scenarios", "Settings", "Recording", "Wire"],
        ["Requests"] = ["Model", "Scenarios", "Settings", "Recording", "Wire"],
        ["Model"] = ["Forms", "Scenarios", "Settings", "Recording", "Wire"],
        ["Forms"] = ["Scenarios", "Settings", "Recording", "Wire"],
        ["Scenarios"] = ["Settings", "Wire"],
        ["Settings"] = ["Recording"],
        ["Recording"] = ["Wire"],
        ["Wire"] = [],
    };

    private static readonly Lazy<ArchitectureCheck> Emulator = new(() => ArchitectureCheck.Of(typeof(WebRunEmulator).Assembly.Location, ArchitectureTests.ProjectFolder("WebRun.Emulator"), Arrows));

    [Fact]
    public void Folders_use_each_other_in_no_circle() => Assert.Empty(Emulator.Value.Circles());

    [Fact]
    public void No_folder_uses_one_above_it() => Assert.Equal([], Emulator.Value.UpwardArrows());

    [Fact]
    public void Namespaces_are_folders_except_for_public_types() => Assert.Equal([], Emulator.Value.NamespacesElsewhere("WebRun.Emulator", Top));

    [Theory]
    [InlineData("Nothing", 0, 0)]
    [InlineData("Circle", 2, 1)]
    [InlineData("Upward", 0, 1)]
    public void Planted_fault_is_found(string fault, int circles, int upward)
    {
        var root = $"{typeof(EmulatorArchitectureTests).Namespace}.PlantedInEmulator.{fault}.";
        using var module = ModuleDefinition.ReadModule(typeof(EmulatorArchitectureTests).Assembly.Location);
        var check = new ArchitectureCheck(module.Types, type => type.Namespace.StartsWith(root, StringComparison.Ordinal) ? type.Namespace[root.Length..] : null, Arrows);

        Assert.Equal((circles, upward), (check.Circles().Count, check.UpwardArrows().Count));
    }
}
