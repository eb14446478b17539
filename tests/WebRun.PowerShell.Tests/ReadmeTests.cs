using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Tests;

/// <summary>Whatever the README says to type in PowerShell, typed from its beginning to its end.</summary>
[Collection(ProcessEnvironment.Name)]
public class ReadmeTests
{
    [Fact]
    public async Task README_runs_without_an_error()
    {
        await using var scene = await ExampleScene.StartAsync(usesEnvironment: true);

        Assert.All(HelpFiles.BlocksOf(Path.Combine(Engine.Repository, "README.md")), block => _ = scene.Run(block.Code));
    }

    [Fact]
    public void Every_command_has_a_place_in_the_table()
    {
        using var engine = new Engine();
        var commands = engine.Run("(Get-Module WebRun.PowerShell).ExportedCmdlets.Keys").MustSucceed().Output.Select(name => name.ToString()).ToList();
        var rows = string.Concat(File.ReadLines(Path.Combine(Engine.Repository, "README.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)));

        Assert.All(commands, name => Assert.Contains($"`{name}`", rows, StringComparison.Ordinal));
    }
}
