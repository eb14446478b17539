using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Tests;

/// <summary>Whatever the help says to type, typed: it runs against the emulator without an error.</summary>
[Collection(ProcessEnvironment.Name)]
public class HelpExampleTests
{
    public static IEnumerable<TheoryDataRow<string>> Examples => HelpFiles.Examples.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_of_the_help_runs(string name)
    {
        await using var scene = await ExampleScene.StartAsync();

        scene.Run(HelpFiles.Examples[name]);
    }
}
