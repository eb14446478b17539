using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using WebRun.Shell;

namespace WebRun.PowerShell.Tests;

/// <summary>The launcher at a terminal is the full shell of PowerShell.</summary>
public sealed class TerminalTests
{
    [Fact]
    public async Task At_a_terminal_there_is_history_completion_and_Ctrl_C_that_stops_the_task_and_not_the_shell()
    {
        var program = Path.Combine(Engine.Repository, "src", "WebRun.Shell", "bin", Child.Configuration, "net10.0", "WebRun.Shell.dll");
        using var terminal = await Terminal.StartAsync($"'{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}' '{program}'");
        var screen = await terminal.ShowsAsync(text => text.Contains("PS ", StringComparison.Ordinal), "the prompt");
        Assert.Contains($"PowerShell {PinnedPowerShell.Version} with WebRun.PowerShell", screen, StringComparison.Ordinal);
        Assert.Contains("nothing is charged", screen, StringComparison.Ordinal);

        await terminal.TypeAsync("Invoke-WebRunTask -MaxD", "Tab");
        await terminal.ShowsAsync(text => text.Contains("Invoke-WebRunTask -MaxDuration", StringComparison.Ordinal), "the completed parameter");
        await terminal.TypeAsync("C-u");

        await terminal.TypeAsync("Invoke-WebRunTask 'long [[duration=5m; events=600]]' -Live", "Enter");
        await terminal.ShowsAsync(text => text.Contains("Thought", StringComparison.Ordinal), "what the agent thinks");
        await terminal.TypeAsync("C-c");
        await terminal.ShowsAsync(text => LastLine(text).StartsWith("PS ", StringComparison.Ordinal), "the prompt after Ctrl+C");

        await terminal.TypeAsync("Connect-WebRun enig_typed -BaseUri $env:WEBRUN_BASE_URL", "Enter");
        await terminal.ShowsAsync(text => text.Contains("WARNING: The key stands in the history", StringComparison.Ordinal), "the warning about a key in clear");

        await terminal.TypeAsync("\"still \" + \"here\"", "Enter");
        await terminal.ShowsAsync(text => text.Contains("\nstill here", StringComparison.Ordinal), "the shell goes on");
        await terminal.TypeAsync("Up", "Up", "Up");
        await terminal.ShowsAsync(text => LastLine(text).Contains("Invoke-WebRunTask 'long", StringComparison.Ordinal), "the command of before");
        await terminal.TypeAsync("C-u", "exit", "Enter");
        await terminal.ShowsAsync(text => text.Length == 0, "the end of the shell");
    }

    [Fact]
    public async Task Question_of_a_task_is_asked_at_the_terminal_and_Ctrl_C_in_it_ends_the_task()
    {
        var program = Path.Combine(Engine.Repository, "src", "WebRun.Shell", "bin", Child.Configuration, "net10.0", "WebRun.Shell.dll");
        using var terminal = await Terminal.StartAsync($"'{Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet"}' '{program}'");
        await terminal.ShowsAsync(text => text.Contains("PS ", StringComparison.Ordinal), "the prompt");

        await terminal.TypeAsync("Invoke-WebRunTask 'a [[duration=1ms; guardrail=the code?; result=used 998877]]' -OnGuardrail Ask", "Enter");
        await terminal.ShowsAsync(text => LastLine(text).Contains("[H] Answer hidden", StringComparison.Ordinal), "the choices");
        await terminal.TypeAsync("h", "Enter");
        await terminal.ShowsAsync(text => LastLine(text).StartsWith("Answer:", StringComparison.Ordinal), "where to type");
        await terminal.TypeAsync("998877", "Enter");
        var screen = await terminal.ShowsAsync(text => text.Contains("Completed", StringComparison.Ordinal), "the result");
        Assert.Contains("Answer: ******\n", screen, StringComparison.Ordinal);
        Assert.Contains("used ***", screen, StringComparison.Ordinal);

        foreach (var keys in new[] { "h", "a" })
        {
            await terminal.TypeAsync("clear; Invoke-WebRunTask 'b [[duration=1ms; guardrail=the code?]]' -OnGuardrail Ask", "Enter");
            await terminal.ShowsAsync(text => LastLine(text).Contains("[H] Answer hidden", StringComparison.Ordinal), "the choices");
            await terminal.TypeAsync(keys, "Enter");
            await terminal.ShowsAsync(text => LastLine(text).StartsWith("Answer:", StringComparison.Ordinal), "where to type");
            await terminal.TypeAsync("99", "C-c");
            await terminal.ShowsAsync(text => LastLine(text).StartsWith("PS ", StringComparison.Ordinal), "the prompt after Ctrl+C");
        }

        await terminal.TypeAsync("clear; @(Get-WebRunSession).Count; 'end of' + ' list'", "Enter");
        screen = await terminal.ShowsAsync(text => text.Contains("\nend of list", StringComparison.Ordinal), "how many sessions may be open");
        Assert.Contains("0\nend of list", screen, StringComparison.Ordinal);
        await terminal.TypeAsync("exit", "Enter");
        await terminal.ShowsAsync(text => text.Length == 0, "the end of the shell");
    }

    private static string LastLine(string screen) => screen.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
}
