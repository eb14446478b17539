using System.IO;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Tests;

/// <summary>Whatever the README says to type in PowerShell, typed from its beginning to its end.</summary>
public class ReadmeTests
{
    [Fact]
    public async Task README_runs_without_an_error()
    {
        await using var scene = await ExampleScene.StartAsync();

        Assert.All(HelpFiles.BlocksOf(Path.Combine(Engine.Repository, "README.md")), block => scene.Run(block.Code));
    }
}
