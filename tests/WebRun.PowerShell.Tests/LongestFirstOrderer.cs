using System;
using System.Collections.Generic;
using System.Linq;
using WebRun.PowerShell.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirstOrderer))]

namespace WebRun.PowerShell.Tests;

/// <summary>Begins with the classes that take longest, so that none of them is left alone at the end of the run.</summary>
public class LongestFirstOrderer : ITestCollectionOrderer
{
    private static readonly Type[] Longest =
    [
        typeof(SecrecyTests), typeof(PesterTests), typeof(ConsoleLineTests), typeof(LiveTests), typeof(FaultTests), typeof(WaysOutTests),
        typeof(SshTests), typeof(BatchKillTests), typeof(ExitTests), typeof(ParallelEngineTests), typeof(JobProcessTests), typeof(StartFaultTests), typeof(ShellTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(Place)];

    /// <summary>A class that names no collection has one of its own, called "Test collection for" and its full name.</summary>
    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection =>
        Array.FindIndex(Longest, type => collection.TestCollectionDisplayName.Contains($"{type.FullName} ", StringComparison.Ordinal)) is >= 0 and var place ? place : Longest.Length;
}
