using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace WebRun.PowerShell.Tests;

/// <summary>The module's acceptance in PowerShell: each <c>It</c> in tests/Pester is a test of this run. The files run over the package, half of them in one process and half in another.</summary>
public class PesterTests
{
    private const int AtOnce = 2;

    /// <summary>What comes of each <c>It</c>. Only the run itself can tell, so the tests are known when it is over.</summary>
    public static async IAsyncEnumerable<ITheoryDataRow> Outcomes()
    {
        var manifest = await PackedModule.ManifestAsync();
        var files = Directory.GetFiles(Path.Combine(Engine.Repository, "tests", "Pester"), "*.Tests.ps1").Order(StringComparer.Ordinal);
        var runs = files.Select((file, number) => (file, number)).GroupBy(item => item.number % AtOnce, item => item.file).Select(group => PesterRun.OfAsync([.. group], manifest)).ToList();
        foreach (var run in runs)
        {
            foreach (var outcome in await run)
            {
                yield return new TheoryDataRow<PesterOutcome>(outcome)
                {
                    TestDisplayName = $"{outcome.File}: {outcome.Name}",
                    Label = "",
                    Skip = outcome.Result == "Skipped" ? outcome.Message : null,
                };
            }
        }
    }

    [Theory]
    [MemberData(nameof(Outcomes), DisableDiscoveryEnumeration = true)]
    public void It(PesterOutcome outcome) => Assert.True(outcome.Result == "Passed", Child.Plain(outcome.Message));
}
