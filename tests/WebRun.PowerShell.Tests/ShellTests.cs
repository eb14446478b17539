using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using WebRun.Emulator;
using WebRun.Shell;

namespace WebRun.PowerShell.Tests;

/// <summary>The launcher: what follows <c>--</c> goes to the pinned PowerShell as it is, with the module imported and the emulator connected.</summary>
public sealed class ShellTests
{
    private static readonly string Program = Path.Combine(Engine.Repository, "src", "WebRun.Shell", "bin", Child.Configuration, "net10.0", "WebRun.Shell.dll");

    [Fact]
    public async Task Command_runs_with_the_cmdlets_of_PowerShell_and_its_exit_code_comes_back()
    {
        var (exitCode, output, error) = await RunAsync(null, ["-NoProfile", "-Command", "1..3 | ForEach-Object { \"t$_\" } | Invoke-WebRunTask | Select-Object -First 2 | Measure-WebRunCost; Get-Module PSReadLine -ListAvailable; exit 7"]);

        Assert.Equal(7, exitCode);
        Assert.Matches(@"\n\s+2\s+2\s+0\s+0\s+\$0\.0\d{3}", output);
        Assert.Matches(@"PSReadLine\b", output);
        Assert.Contains("nothing is charged", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Module_is_imported_before_the_script_begins()
    {
        using var folder = new TemporaryFolder();
        var script = Path.Combine(folder.Path, "a b.ps1");
        await File.WriteAllTextAsync(script, "param($Name, [switch] $On)\n\"$Name $On $((Get-Module WebRun.PowerShell).Name) $($PSVersionTable.PSVersion)\"\nexit 3", TestContext.Current.CancellationToken);

        var (exitCode, output, _) = await RunAsync(null, ["-NoProfile", "-NonInteractive", "-File", script, "-Name", "it's \"quoted\"", "-On"]);

        Assert.Equal((3, $"it's \"quoted\" True WebRun.PowerShell {PinnedPowerShell.Version}"), (exitCode, output.Trim()));
    }

    [Fact]
    public async Task Standard_input_is_the_script_where_it_is_asked_for()
    {
        var (exitCode, output, _) = await RunAsync("'from standard input'; (Invoke-WebRunTask 'x [[duration=1ms]]').Status\n", ["-NoProfile", "-NonInteractive", "-Command", "-"]);

        Assert.Equal(0, exitCode);
        Assert.Contains("from standard input", output, StringComparison.Ordinal);
        Assert.Contains("Completed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Argument_that_PowerShell_does_not_know_is_refused_by_PowerShell()
    {
        var (exitCode, _, error) = await RunAsync(null, ["-Bogus"]);

        Assert.Equal(64, exitCode);
        Assert.Contains("-Bogus", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_without_a_key_is_refused_with_words()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        var (exitCode, output, error) = await RunAsync(null, ["-NoProfile", "-Command", "Test-WebRunService"], address: emulator.BaseUri.AbsoluteUri);

        Assert.Equal((64, ""), (exitCode, output));
        Assert.Contains("WEBRUN_API_KEY", error, StringComparison.Ordinal);
        Assert.Empty(emulator.Recorder.Requests);
    }

    [Fact]
    public async Task Account_of_the_environment_is_used_and_no_emulator_stands_between()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        var (exitCode, output, error) = await RunAsync(null, ["-NoProfile", "-Command", "(Invoke-WebRunTask 'x [[duration=1ms]]').Status"], emulator.BaseUri.AbsoluteUri, Engine.Key);

        Assert.Equal((0, "Completed", ""), (exitCode, output.Trim(), error));
        Assert.Equal(1, emulator.Recorder.StartedTasks);
    }

    [Fact]
    public async Task Jobs_and_parallel_runspaces_of_the_shell_find_the_module()
    {
        await using var emulator = await WebRunEmulator.StartAsync();
        const string Task = "(Invoke-WebRunTask 'x [[duration=1ms]]').Status.ToString()";
        var (exitCode, output, error) = await RunAsync(null, ["-NoProfile", "-Command", $"Start-Job {{ {Task} }} | Receive-Job -Wait; 1 | ForEach-Object -Parallel {{ {Task} }}"], emulator.BaseUri.AbsoluteUri, Engine.Key);

        Assert.Equal((0, "Completed\nCompleted", ""), (exitCode, output.Trim().ReplaceLineEndings("\n"), error));
    }

    [Fact]
    public async Task Termination_reaches_the_running_task()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        await using var emulator = await WebRunEmulator.StartAsync(new EmulatorOptions { InlineWindow = TimeSpan.Zero });
        using var shell = Start(["-NoProfile", "-Command", "Invoke-WebRunTask 'x [[duration=1m]]'"], emulator.BaseUri.AbsoluteUri, Engine.Key);
        await Eventually.HoldsAsync(() => emulator.Recorder.StartedTasks == 1);

        using (var kill = Process.Start("kill", $"-TERM {shell.Id}"))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await shell.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Child.Patience, TestContext.Current.CancellationToken);
        Assert.Equal(0, emulator.Recorder.OpenSessions);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string? input, string[] arguments, string? address = null, string? key = null)
    {
        using var shell = Start(arguments, address, key);
        await shell.StandardInput.WriteAsync(input);
        shell.StandardInput.Close();
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(CancellationToken.None), shell.StandardError.ReadToEndAsync(CancellationToken.None));
        await shell.WaitForExitAsync(CancellationToken.None).WaitAsync(Child.Patience);
        return (shell.ExitCode, await output, await error);
    }

    private static Process Start(string[] arguments, string? address, string? key)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["WEBRUN_BASE_URL"], start.Environment["WEBRUN_API_KEY"]) = (address, key);

        // The tests' own would find the module for it.
        start.Environment.Remove("PSModulePath");
        if (address is not null)
        {
            // So that it is not warned of what other tests leave.
            start.Environment["WEBRUN_STATE_PATH"] = Path.Combine(TestState.Folder, $"{new Uri(address).Port}");
        }

        return Process.Start(start)!;
    }
}
