using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;

namespace WebRun.Client.Tests;

/// <summary>The borders between the client's folders, which are those of CONTRIBUTING. Each rule is also seen to fail, on a fault that is planted in this assembly.</summary>
public sealed class ArchitectureTests
{
    /// <summary>Which folder may use which. Everything may use the leaves, and itself.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Operations"] = ["Lifetime", "Live", "Transport", "Protocol", "Models", "Schemas", "Storage"],
        ["Lifetime"] = ["Live", "Transport", "Protocol", "Models", "Schemas", "Storage"],

        // The live link waits and retries as requests do, so it uses the clock and the retries of Transport; Transport knows nothing of it.
        ["Live"] = ["Transport", "Protocol", "Models", "Schemas"],
        ["Transport"] = ["Protocol", "Models", "Schemas", "Storage"],
        ["Protocol"] = ["Models", "Schemas", "Storage"],
        ["Models"] = ["Schemas", "Storage"],
        ["Mcp"] = ["Models", "Storage"],
        ["Schemas"] = [],
        ["Storage"] = [],
    };

    // Words that stand outside Protocol for something else than the wire.
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal)
    {
        ["LedgerEntry"] = "the ledger's own files",
        ["CostLine"] = "the cost log's own files",
        ["RateWindow"] = "the rate limit's own files",
        ["RateLimiters"] = "the names of the rate limit's own files",
        ["SchemaShorthand"] = "JSON Schema's own words",
        ["SchemaAnswer"] = "JSON Schema's own words",
        ["SchemaCheck"] = "JSON Schema's own words",
        ["TypeSchema"] = "JSON Schema's own words",
        ["McpClientFiles"] = "the folders of other programs",
        ["McpForms"] = "the configuration files of other programs",
        ["WebRunClient/environment"] = "a word in the text of an error",
        ["FileDownload/file"] = "a word in the text of an error",
        ["SessionWatch/ended"] = "a word in the text of an event",
        ["WebRunClientOptions/value"] = "the name of a parameter",
    };

    private static readonly Lazy<ArchitectureCheck> Client = new(() => ArchitectureCheck.Of(typeof(WebRunClient).Assembly.Location, ProjectFolder("WebRun.Client"), Arrows));

    [Fact]
    public void Folders_use_each_other_in_no_circle() => Assert.Empty(Client.Value.Circles());

    [Fact]
    public void No_folder_uses_one_above_it() => Assert.Equal([], Client.Value.UpwardArrows());

    [Fact]
    public void Names_of_the_wire_stand_in_Protocol() => Assert.Equal([], Client.Value.WireNamesOutside((type, name) => Allowed.ContainsKey(type) || Allowed.ContainsKey($"{type}/{name}")));

    [Fact]
    public void Client_has_no_word_of_PowerShell() =>
        Assert.Equal([], Client.Value.PowerShellWords().Where(word => !word.Contains("\"$", StringComparison.Ordinal) && !word.Contains("$ref", StringComparison.Ordinal)));

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
        var check = new ArchitectureCheck(module.Types, type => type.Namespace.StartsWith(root, StringComparison.Ordinal) ? type.Namespace[root.Length..] : null, Arrows);

        Assert.Equal((circles, upward), (check.Circles().Count, check.UpwardArrows().Count));
        Assert.Equal(wireNames, check.WireNamesOutside((_, _) => false).Count);
        Assert.Equal(words, check.PowerShellWords().Count);
    }

    /// <summary>The folder of a project's sources.</summary>
    internal static string ProjectFolder(string project)
    {
        var repository = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(repository.FullName, "WebRun.PowerShell.sln")))
        {
            repository = repository.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return Path.Combine(repository.FullName, "src", project);
    }
}
