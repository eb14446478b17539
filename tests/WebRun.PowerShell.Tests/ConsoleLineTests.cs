using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Markdig.Syntax;
using WebRun.Help;

namespace WebRun.PowerShell.Tests;

/// <summary>Whatever README, CONTRIBUTING, SECURITY and the help say to type in a terminal.</summary>
public class ConsoleLineTests(InstalledTool tool) : IClassFixture<InstalledTool>
{
    private const string OnWindows = "nowhere: it changes or asks what only Windows has";
    private static readonly string[] Files = ["README.md", "CONTRIBUTING.md", "SECURITY.md", .. HelpFiles.Topics.Select(topic => $"module/docs/en-US/{topic}.md")];

    /// <summary>What is run in another place, and where.</summary>
    private static readonly Dictionary<string, string> RunElsewhere = new(StringComparer.Ordinal)
    {
        ["dotnet run --project src/WebRun.Shell"] = nameof(Picture_of_the_quickstart_is_what_is_on_the_screen),
        ["dotnet build"] = "the gate",
        ["dotnet test"] = "the gate, which is in it now",
        ["dotnet pack --configuration Release"] = "the gate",
        [".ci/run"] = "the gate",
        ["./build.ps1 Build"] = "Build.Tests.ps1",
        ["./build.ps1 Test"] = "Build.Tests.ps1",
        ["./build.ps1 Pester"] = "Build.Tests.ps1",
        ["./build.ps1 Pack"] = "Build.Tests.ps1",
        ["./build.ps1 Bench"] = "Build.Tests.ps1",
        ["./build.ps1 Publish -WhatIf"] = "Build.Tests.ps1",
        ["./build.ps1 Clean"] = "Build.Tests.ps1",
        ["Install-PSResource WebRun.PowerShell"] = "nowhere before it is in the Gallery; PackageTests looks at the package",
        ["Set-ExecutionPolicy RemoteSigned -Scope CurrentUser"] = OnWindows,
        [@"powershell.exe -NoProfile -ExecutionPolicy RemoteSigned -File C:\Scripts\stock.ps1"] = OnWindows,
        [@"Get-ChildItem C:\Modules\WebRun.PowerShell -Recurse | Unblock-File"] = OnWindows,
        [@"(Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full').Release"] = OnWindows,
        ["[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor 'Tls12'"] = OnWindows,
    };

    /// <summary>All others.</summary>
    public static TheoryData<string> Lines { get; } = [.. Files.SelectMany(LinesOf).Distinct(StringComparer.Ordinal).Where(line => !RunElsewhere.ContainsKey(line))];

    [Theory]
    [MemberData(nameof(Lines))]
    public Task Line_does_what_it_says(string line) => line.Split(' ') switch
    {
        ["dotnet", "run", "--project", "src/WebRun.Emulator", "--", "--port", "4020", .. var options] => AnswersAsync("dotnet", Run("src/WebRun.Emulator", ["--port", "0", .. options])),
        ["dotnet", "tool", "install", "--global", "WebRun.Emulator"] => AnswersAsync(tool.Command, "--port", "0"),
        ["webrun-emulator", "--port", "4020", .. var options] => AnswersAsync(tool.Command, ["--port", "0", .. options]),
        _ => throw new InvalidOperationException($"No test runs '{line}'."),
    };

    [Fact]
    public void Lines_that_are_run_elsewhere_are_still_written() =>
        Assert.Empty(RunElsewhere.Keys.Except(Files.SelectMany(LinesOf), StringComparer.Ordinal));

    [Fact]
    public async Task Picture_of_the_quickstart_is_what_is_on_the_screen()
    {
        var picture = BlocksOf("README.md").Single(block => block.StartsWith("$ dotnet run --project src/WebRun.Shell", StringComparison.Ordinal));

        var (output, error) = await Child.RunAsync("dotnet", Run("src/WebRun.Shell"));

        Assert.Equal(Masked(picture).Skip(1), Masked(error + output));
    }

    [Fact]
    public async Task Emulator_of_the_shell_leaves_no_session_behind_for_others_to_be_warned_of()
    {
        var (output, _) = await Child.RunAsync("dotnet", Run("src/WebRun.Shell", "-Command", "New-WebRunSession -KeepAlive; Get-WebRunSession | ForEach-Object { \"noted in $env:WEBRUN_STATE_PATH\" }"));

        Assert.Contains("noted in ", output, StringComparison.Ordinal);
        Assert.DoesNotContain(TestState.Folder, output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(output.Trim().Split("noted in ")[1]));
    }

    private static string[] Run(string project, params string[] arguments) => ["run", "--no-build", "--configuration", Child.Configuration, "--project", project, "--", .. arguments];

    /// <summary>The lines of what is shown, with a sign for each number: costs, times and ports differ.</summary>
    private static IEnumerable<string> Masked(string shown) => shown.Split('\n')
        .Select(line => string.Concat(line.Select(c => char.IsAsciiDigit(c) ? '0' : c)).TrimEnd())
        .Select(line => string.Join('0', line.Split('0', StringSplitOptions.RemoveEmptyEntries)))
        .Where(line => line.Length > 0);

    /// <summary>The lines to type, without comments. What begins with a prompt is a picture of a screen.</summary>
    private static IEnumerable<string> LinesOf(string file) => BlocksOf(file).Where(block => !block.StartsWith("$ ", StringComparison.Ordinal))
        .SelectMany(block => block.Split('\n')).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0);

    /// <summary>The blocks that are in no language.</summary>
    private static IEnumerable<string> BlocksOf(string file)
    {
        return Of(MarkdownFile.Read(Path.Combine(Engine.Repository, file)).Root);

        static IEnumerable<string> Of(MarkdownSection section) =>
            section.Blocks.OfType<FencedCodeBlock>().Where(block => string.IsNullOrEmpty(block.Info)).Select(MarkdownSection.Code).Concat(section.Children.SelectMany(Of));
    }

    /// <summary>Starts an emulator, and asks it how it is at the address that it tells.</summary>
    private static async Task AnswersAsync(string program, params string[] arguments)
    {
        using var emulator = Child.Start(program, arguments);
        try
        {
            var told = await emulator.StandardOutput.ReadLineAsync().WaitAsync(Child.Patience) ?? await emulator.StandardError.ReadToEndAsync().WaitAsync(Child.Patience);
            var address = told.Split(' ').SingleOrDefault(word => word.StartsWith("http://127.0.0.1:", StringComparison.Ordinal));
            Assert.True(address is not null, told);
            using var http = new HttpClient();
            Assert.Contains("healthy", await http.GetStringAsync(new Uri(address + "/start/health")), StringComparison.Ordinal);
        }
        finally
        {
            emulator.Kill(entireProcessTree: true);
            await emulator.WaitForExitAsync(CancellationToken.None).WaitAsync(Child.Patience);
        }
    }
}
