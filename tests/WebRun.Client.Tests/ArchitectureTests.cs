using System;
using Mono.Cecil;

namespace WebRun.Client.Tests;

/// <summary>The borders between the client's folders, which are those of CONTRIBUTING. Each rule is also seen to fail, on a fault that is planted in this assembly.</summary>
public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("Nothing", 0, 0, 0, 0)]
    [InlineData("Circle", 2, 1, 0, 0)]
    [InlineData("Upward", 0, 1, 0, 0)]
    [InlineData("Wire", 0, 0, 2, 0)]
    [InlineData("Words", 0, 0, 0, 3)]
    public void Planted_fault_is_found(string fault, int circles, int upward, int wireNames, int words)
    {
        var root = $"{typeof(ArchitectureTests).Namespace}.Planted.{fault}.";
        using var module = ModuleDefinition.ReadModule(typeof(ArchitectureTests).Assembly.Location);
        var check = new ArchitectureCheck(module.Types, type => type.Namespace.StartsWith(root, StringComparison.Ordinal) ? type.Namespace[root.Length..] : null);

        Assert.Equal((circles, upward), (check.Circles().Count, check.UpwardArrows().Count));
        Assert.Equal(wireNames, check.WireNamesOutside((_, _) => false).Count);
        Assert.Equal(words, check.PowerShellWords().Count);
    }
}
