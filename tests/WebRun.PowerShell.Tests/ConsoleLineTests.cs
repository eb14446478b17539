using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Markdig.Syntax;
using WebRun.Help;

namespace WebRun.PowerShell.Tests;

/// <summary>Whatever README, CONTRIBUTING and the help on testing say to type in a terminal.</summary>
public class ConsoleLineTests
{
    private static readonly string[] Files = ["README.md", "CONTRIBUTING.md", "module/docs/en-US/about_WebRun_Testing.md"];

    /// <summary>What is run in another place, and where.</summary>
    private static readonly Dictionary<string, string> RunElsewhere = new(StringComparer.Ordinal)
    {
        ["dotnet build"] = "the gate",
        ["dotnet test"] = "the gate, which is in it now",
        ["dotnet pack --configuration Release"] = nameof(PackedModule),
        [".ci/run"] = "the gate",
        ["./build.ps1 Build"] = "Build.Tests.ps1",
        ["./build.ps1 Test"] = "Build.Tests.ps1",
        ["./build.ps1 Pester"] = "Build.Tests.ps1",
        ["./build.ps1 Pack"] = "Build.Tests.ps1",
        ["./build.ps1 Bench"] = "Build.Tests.ps1",
        ["./build.ps1 Publish -WhatIf"] = "Build.Tests.ps1",
        ["./build.ps1 Clean"] = "Build.Tests.ps1",
        ["Install-PSResource WebRun.PowerShell"] = "nowhere before it is in the Gallery; PackageTests looks at the package",
    };

    /// <summary>All others.</summary>
    public static TheoryData<string> Lines { get; } = [.. Files.SelectMany(LinesOf).Distinct(StringComparer.Ordinal).Where(line => !RunElsewhere.ContainsKey(line))];

    private static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Line_does_what_it_says(string line)
    {
        switch (line.Split(' '))
        {
            case ["dotnet", "run", "--project", "src/WebRun.Shell"]:
                Assert.Contains("3 tasks, in total", await RunAsync("dotnet", "run", "--no-build", "--configuration", Configuration, "--project", "src/WebRun.Shell"), StringComparison.Ordinal);
                break;
            case ["dotnet", "run", "--project", "src/WebRun.Emulator", "--", "--port", "4020", .. var options]:
                await AnswersAsync("dotnet", ["run", "--no-build", "--configuration", Configuration, "--project", "src/WebRun.Emulator", "--", "--port", "0", .. options]);
                break;
            case ["dotnet", "tool", "install", "--global", "WebRun.Emulator"]:
                await WithToolAsync(tool => AnswersAsync(tool, "--port", "0"));
                break;
            case ["webrun-emulator", "--port", "4020", .. var options]:
                await WithToolAsync(tool => AnswersAsync(tool, ["--port", "0", .. options]));
                break;
            default:
                Assert.Fail($"No test runs '{line}'.");
                break;
        }
    }

    [Fact]
    public async Task Emulator_of_the_shell_leaves_no_session_behind_for_others_to_be_warned_of()
    {
        string[] shell = ["run", "--no-build", "--configuration", Configuration, "--project", "src/WebRun.Shell", "--", "-Command"];

        var left = await RunAsync("dotnet", [.. shell, "New-WebRunSession -KeepAlive; Get-WebRunSession | ForEach-Object { \"noted in $env:WEBRUN_STATE_PATH\" }"]);

        Assert.Contains("noted in ", left, StringComparison.Ordinal);
        Assert.DoesNotContain(TestState.Folder, left, StringComparison.Ordinal);
        Assert.False(Directory.Exists(left.Trim().Split("noted in ")[1]));
    }

    [Fact]
    public void Lines_that_are_run_elsewhere_are_still_written() =>
        Assert.Empty(RunElsewhere.Keys.Except(Files.SelectMany(LinesOf), StringComparer.Ordinal));

    /// <summary>The lines of the blocks that are in no language, without comments. What begins with a prompt is a picture of a screen.</summary>
    private static IEnumerable<string> LinesOf(string file)
    {
        return Of(MarkdownFile.Read(Path.Combine(Engine.Repository, file)).Root);

        static IEnumerable<string> Of(MarkdownSection section) =>
            section.Blocks.OfType<FencedCodeBlock>().Where(block => string.IsNullOrEmpty(block.Info)).Select(MarkdownSection.Code).Where(code => !code.StartsWith("$ ", StringComparison.Ordinal))
                .SelectMany(code => code.Split('\n')).Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0)
                .Concat(section.Children.SelectMany(Of));
    }

    /// <summary>Packs the emulator and installs it as a tool, in a folder of its own.</summary>
    private static async Task WithToolAsync(Func<string, Task> use)
    {
        var folder = Directory.CreateTempSubdirectory("webrun-tool-").FullName;
        try
        {
            await RunAsync("dotnet", "pack", "src/WebRun.Emulator", "--no-build", "--configuration", Configuration, "--output", folder);
            await RunAsync("dotnet", "tool", "install", "WebRun.Emulator", "--tool-path", folder, "--version", PackedModule.Version, "--source", folder);
            await use(Path.Combine(folder, OperatingSystem.IsWindows() ? "webrun-emulator.exe" : "webrun-emulator"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Starts an emulator, and asks it how it is at the address that it tells.</summary>
    private static async Task AnswersAsync(string program, params string[] arguments)
    {
        using var emulator = Start(program, arguments);
        try
        {
            var told = await emulator.StandardOutput.ReadLineAsync() ?? await emulator.StandardError.ReadToEndAsync();
            using var http = new HttpClient();
            var address = told.Split(' ').Single(word => word.StartsWith("http://127.0.0.1:", StringComparison.Ordinal));
            Assert.Contains("healthy", await http.GetStringAsync(new Uri(address + "/start/health")), StringComparison.Ordinal);
        }
        finally
        {
            emulator.Kill(entireProcessTree: true);
            await emulator.WaitForExitAsync();
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        process.StandardInput.Close();
        var (told, complaint) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{await told}\n{await complaint}");
        return await told;
    }

    private static Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program == "dotnet" ? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? program : program, arguments)
        {
            WorkingDirectory = Engine.Repository,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("WEBRUN_API_KEY");
        return Process.Start(start)!;
    }
}
