using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace WebRun.PowerShell.Tests;

/// <summary>Whatever the help says to type, typed: it runs against the emulator without an error.</summary>
public class HelpExampleTests
{
    public static IEnumerable<TheoryDataRow<string>> Examples => Some(usesEnvironment: false);

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_of_the_help_runs(string name)
    {
        await using var scene = await ExampleScene.StartAsync();

        scene.Run(HelpFiles.Examples[name]);
    }

    /// <summary>All but the whole scripts, which ExampleScriptTests run. In a small run every third: the gate runs all.</summary>
    internal static IEnumerable<TheoryDataRow<string>> Some(bool usesEnvironment) =>
        HelpFiles.Examples.Where(example => !example.Key.StartsWith(ExampleScriptTests.Topic, StringComparison.Ordinal) && ExampleScene.UsesEnvironment(example.Value) == usesEnvironment)
            .Where((_, number) => number % TestSize.Of(3, 1) == 0)
            .Select(example => new TheoryDataRow<string>(example.Key));
}

/// <summary>The examples that use the environment of the process.</summary>
[Collection(ProcessEnvironment.Name)]
public class EnvironmentExampleTests
{
    public static IEnumerable<TheoryDataRow<string>> Examples => HelpExampleTests.Some(usesEnvironment: true);

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_of_the_help_runs(string name)
    {
        await using var scene = await ExampleScene.StartAsync(usesEnvironment: true);

        scene.Run(HelpFiles.Examples[name]);
    }
}
