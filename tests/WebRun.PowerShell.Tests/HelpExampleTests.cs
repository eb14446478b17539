using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Tests;

/// <summary>Whatever the help says to type, typed: it runs against the emulator without an error.</summary>
[Collection(ProcessEnvironment.Name)]
public class HelpExampleTests
{
    /// <summary>In a small run every third: the gate runs all.</summary>
    public static IEnumerable<TheoryDataRow<string>> Examples =>
        HelpFiles.Examples.Keys.Where((_, number) => number % TestSize.Of(3, 1) == 0).Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_of_the_help_runs(string name)
    {
        await using var scene = await ExampleScene.StartAsync();

        scene.Run(HelpFiles.Examples[name]);
    }
}
